import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  type CertificateFile,
  type CertificateFolder,
  type CertificateManager,
  type CertificateRecord,
  conflictsOf,
  createCertificateFolder,
  DEFAULT_CERTIFICATE_FILE,
  type NameConflict,
} from "@haproxy-mcp/acme-manager";
import { messageOf } from "@haproxy-mcp/durable-files";
import { countOf } from "../program/count-of.js";
import { checkMode } from "./file-mode.js";
import { type Check, error, type Finding, warning } from "./finding.js";

const MS_PER_DAY = 86_400_000;
/** Renewal starts a month before the end: two weeks before, it has failed. */
const WARNED_DAYS = 14;
const CREATE = "run haproxy-mcp init --write to create it";
const RENEW_MANAGED = "call haproxy_renew_cert, which reports why it was not renewed";
const REPLACE_FILE = "replace its file: this server did not issue it and does not renew it";
const RENEW_EITHER = "renew it: with haproxy_renew_cert if this server issued it, else where it comes from";

interface CertificatesCheck extends Check {
  /** In the order in which HAProxy loads them. */
  readonly files: readonly string[];
}

/**
 * Finds certificates that HAProxy would not start with, that expire within two weeks or have expired, that can't be read, and two for one
 * name.
 *
 * @param records what is known beside the files, if it is known
 */
async function checkCertificates(
  folder: Pick<CertificateFolder, "files">,
  records: readonly CertificateRecord[] | undefined,
): Promise<CertificatesCheck> {
  try {
    const files = await folder.files();
    const conflicts = conflictsOf(files);
    const known = new Map(records?.map((record) => [record.file, record]));
    const findings = files.flatMap((one) => [
      ...findingsOf(one, known.get(one.file), records !== undefined),
      ...conflictFindings(one, conflicts.get(one.file) ?? []),
    ]);
    const loaded = files.filter(({ isIgnored }) => !isIgnored).map(({ file }) => file);
    return { files: loaded, findings, fact: countOf(loaded.length, "certificate") };
  } catch (cause) {
    return { files: [], findings: [error(messageOf(cause), "give it to the server's user")] };
  }
}

/**
 * Checks what HAProxy makes of the folder as a whole, and whether its keys are safe.
 *
 * @param config the text of haproxy.cfg, if it can be read
 */
export async function checkFolder(
  folder: string,
  config: string | undefined,
  records: readonly CertificateRecord[] | undefined,
): Promise<Check> {
  if (!existsSync(folder)) {
    const message = `${folder} is missing: HAProxy can't start`;
    return { findings: [error(message, CREATE)] };
  }
  const found = await checkCertificates(createCertificateFolder(folder), records);
  const { files, findings } = found;
  if (files.length === 0 && findings.length > 0) return found;
  const modes = await Promise.all(files.map((file) => checkMode(join(folder, file))));
  const order = isDefaultElsewhere(folder, config) ? [] : orderFindings(folder, files);
  return { ...found, findings: [order, findings, modes].flat(2) };
}

/** Names the valid certificates on disk that HAProxy does not serve, and those that only HAProxy has. */
export async function checkServed(
  manager: Pick<CertificateManager, "list">,
  signal: AbortSignal,
): Promise<
  Check & { readonly unserved: readonly string[]; readonly records?: readonly CertificateRecord[] }
> {
  try {
    const records = await manager.list({ signal });
    const unserved = records.filter(
      ({ served, state }) => served === "no" && (state === "valid" || state === "due"),
    );
    const remedy = "wait an hour or restart this server: either deploys it";
    // two for one name are a finding of their own
    const findings = unserved
      .filter(({ conflicts }) => conflicts.length === 0)
      .map(({ name }) => error(`HAProxy does not serve ${name} as it is on disk`, remedy));
    const missing = records.filter(({ state }) => state === "missing").map(missingFinding);
    return { unserved: unserved.map(({ name }) => name), findings: [...findings, ...missing], records };
  } catch (cause) {
    return { unserved: [], findings: [error(messageOf(cause), "fix that, then see haproxy_list_certs")] };
  }
}

/** What there is of certificates: on disk, of the ACME client, and in HAProxy. */
export interface AllCertificates {
  readonly onDisk: CertificatesCheck;
  readonly served: Awaited<ReturnType<typeof checkServed>>;
}

export async function checkAllCertificates(
  folder: Pick<CertificateFolder, "files">,
  manager: Pick<CertificateManager, "list">,
  signal: AbortSignal,
): Promise<AllCertificates> {
  const served = await checkServed(manager, signal);
  return { served, onDisk: await checkCertificates(folder, served.records) };
}

function missingFinding({ name, file = name }: CertificateRecord): Finding {
  return error(
    `${file} is missing, and HAProxy serves it until its next reload`,
    `put the file back, or call haproxy_delete_cert for ${name}`,
  );
}

function findingsOf(
  { file, leaf, broken, doubtful, unreadable, isIgnored }: CertificateFile,
  record: CertificateRecord | undefined,
  isManagedKnown: boolean,
): readonly Finding[] {
  const name = shown(file);
  if (isIgnored) return [warning(`HAProxy ignores ${name}: ${unreadable}`, "remove it")];
  const problem = broken ?? (record?.state === "valid" || record?.state === "due" ? undefined : doubtful);
  if (problem !== undefined)
    return [error(`HAProxy can't start with ${name}: ${problem}`, "replace or delete it")];
  const problems =
    unreadable === undefined
      ? []
      : [warning(`${name} cannot be read: ${unreadable}`, "let the server's user read it")];
  const notAfter = leaf?.notAfter ?? record?.details?.notAfter;
  const days = notAfter && Math.floor((notAfter.getTime() - Date.now()) / MS_PER_DAY);
  if (days === undefined || days >= WARNED_DAYS) return problems;
  const when = days < 0 ? `expired ${countOf(-days, "day")} ago` : `expires in ${countOf(days, "day")}`;
  const isManaged = record?.driver !== undefined && record.notRenewable === undefined;
  const remedy = isManaged ? RENEW_MANAGED : REPLACE_FILE;
  return [...problems, warning(`${name} ${when}`, isManagedKnown ? remedy : RENEW_EITHER)];
}

/** One finding for each pair, at the file that HAProxy loads first. */
function conflictFindings({ file }: CertificateFile, conflicts: readonly NameConflict[]): readonly Finding[] {
  return conflicts
    .filter(({ isOtherFirst }) => !isOtherFirst)
    .map(({ file: other, names }) =>
      warning(
        `${shown(file)} and ${shown(other)} are both for ${names.join(", ")}: HAProxy loads ${shown(file)} first`,
        `delete ${shown(other)} or move it out of the folder, unless it is the one to serve`,
      ),
    );
}

function orderFindings(folder: string, files: readonly string[]): readonly Finding[] {
  const [first] = files;
  if (first === DEFAULT_CERTIFICATE_FILE) return [];
  const isThere = files.includes(DEFAULT_CERTIFICATE_FILE);
  const served = first === undefined ? "nothing" : shown(first);
  const message = `${DEFAULT_CERTIFICATE_FILE} is not the first in ${folder}: clients without SNI get ${served}`;
  if (first === undefined) return [error(message, CREATE)];
  return [isThere ? error(message, `rename ${served} so that it comes after it`) : warning(message, CREATE)];
}

/** Whether every bind line with the folder has its default certificate from elsewhere, or needs none. */
function isDefaultElsewhere(folder: string, config: string | undefined): boolean {
  const name = folder.replace(/\/+$/, "").split("/").at(-1);
  const isFolder = (path: string | undefined) => path?.replace(/\/+$/, "").split("/").at(-1) === name;
  const binds = (config ?? "")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([word]) => word === "bind")
    .map((words) => ({
      isStrict: words.includes("strict-sni") || words.includes("default-crt"),
      crts: words.flatMap((word, i) => (["crt", "crt-list"].includes(word) ? [words[i + 1]] : [])),
    }))
    .filter(({ crts }) => crts.some(isFolder));
  return binds.length > 0 && binds.every(({ isStrict, crts }) => isStrict || !isFolder(crts[0]));
}

/** A name with a line break stays on one line. */
function shown(file: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it finds
  return /[\u0000-\u001f\u007f]/.test(file) ? JSON.stringify(file) : file;
}
