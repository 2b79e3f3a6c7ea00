import { X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  type CertificateFolder,
  type CertificateManager,
  createCertificateFolder,
  DEFAULT_CERTIFICATE_FILE,
} from "@haproxy-mcp/acme-manager";
import { messageOf } from "@haproxy-mcp/durable-files";
import { countOf } from "../program/count-of.js";
import { checkMode } from "./file-mode.js";
import { type Check, error, type Finding, warning } from "./finding.js";

const MS_PER_DAY = 86_400_000;
/** Renewal starts a month before the end: two weeks before, it has failed. */
const WARNED_DAYS = 14;
const CREATE = "run haproxy-mcp init --write to create it";

export interface CertificatesCheck extends Check {
  /** In the order in which HAProxy loads them. */
  readonly files: readonly string[];
}

/** Finds certificates that expire within two weeks, have expired, or cannot be read. */
export async function checkCertificates(folder: string): Promise<CertificatesCheck> {
  try {
    const certificates = createCertificateFolder(folder);
    const files = await certificates.files();
    const found = await Promise.all(files.map((file) => checkCertificate(certificates, file)));
    return { files, findings: found.flat(), fact: countOf(files.length, "certificate") };
  } catch (cause) {
    return { files: [], findings: [error(messageOf(cause), "give it to the server's user")] };
  }
}

/** Checks what HAProxy makes of the folder as a whole, and whether its keys are safe. */
export async function checkFolder(folder: string): Promise<Check> {
  if (!existsSync(folder)) {
    const message = `${folder} is missing: HAProxy can't start`;
    return { findings: [error(message, CREATE)] };
  }
  const found = await checkCertificates(folder);
  const { files, findings } = found;
  const [first = "nothing"] = files;
  if (files.length === 0 && findings.length > 0) return found;
  const message = `${DEFAULT_CERTIFICATE_FILE} is not the first in ${folder}: clients without SNI get ${first}`;
  const modes = await Promise.all(files.map((file) => checkMode(join(folder, file))));
  const order = first === DEFAULT_CERTIFICATE_FILE ? [] : error(message, CREATE);
  return { ...found, findings: [order, findings, modes].flat(2) };
}

/** Names the valid certificates on disk that HAProxy does not serve. */
export async function checkServed(
  manager: Pick<CertificateManager, "list">,
  signal: AbortSignal,
): Promise<Check & { readonly unserved: readonly string[] }> {
  try {
    const known = await manager.list({ signal });
    const unserved = known
      .filter(({ served, state }) => served === "no" && (state === "valid" || state === "due"))
      .map(({ name }) => name);
    const remedy = "wait an hour or restart this server: either deploys it";
    const findings = unserved.map((name) => error(`HAProxy does not serve ${name} as it is on disk`, remedy));
    return { unserved, findings };
  } catch (cause) {
    return { unserved: [], findings: [error(messageOf(cause), "fix that, then see haproxy_list_certs")] };
  }
}

async function checkCertificate(folder: CertificateFolder, file: string): Promise<readonly Finding[]> {
  try {
    const { validTo } = new X509Certificate((await folder.read(file)) ?? "");
    const days = Math.floor((Date.parse(validTo) - Date.now()) / MS_PER_DAY);
    if (days >= WARNED_DAYS) return [];
    const message =
      days < 0
        ? `${file} expired ${countOf(-days, "day")} ago`
        : `${file} expires in ${countOf(days, "day")}`;
    return [warning(message, "renew it")];
  } catch (cause) {
    const remedy = "remove or replace it: HAProxy can't start with it";
    return [error(`${file} cannot be read: ${messageOf(cause)}`, remedy)];
  }
}
