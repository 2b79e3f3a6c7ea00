import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "@haproxy-mcp/durable-files";
import { type CertificateNames, certificateNames } from "../certificate-names.js";
import { listFolder, readText, replaceFile, secretFolder } from "../disk.js";
import { type FailedCertificate, type IssuedCertificate, isIssued } from "../driver.js";
import { AcmeError } from "../errors.js";
import { readConf } from "./conf-file.js";
import { whyNotRenewable } from "./issue-plan.js";

const EC_ENDING = "_ecc";

/** A certificate's folder in acme.sh's home: `<name>_ecc` for EC keys, `<name>` for RSA. */
export interface HomeEntry {
  readonly folder: string;
  readonly name: string;
  readonly isEc: boolean;
  readonly conf: ReadonlyMap<string, string>;
  readonly certificate: IssuedCertificate | FailedCertificate;
}

/** The files that acme.sh keeps: read here, never run. */
export function createAcmeShHome(path: string) {
  const read = (folder: string, file: string): Promise<string | undefined> =>
    readText(join(path, folder, file));
  const confOf = (folder: string) => `${nameOfFolder(folder)}.conf`;

  /** `undefined` if there is none. */
  const readConfText = (folder: string) => read(folder, confOf(folder));

  const entryOf = async (folder: string): Promise<HomeEntry | undefined> => {
    const text = await readConfText(folder);
    if (text === undefined) return undefined;
    const conf = readConf(text);
    const names = namesIn(conf);
    if (names === undefined) return undefined;
    const isEc = folder.endsWith(EC_ENDING);
    const certificate = await certificateIn(folder, conf, names);
    return { folder, name: nameOfFolder(folder), isEc, conf, certificate };
  };

  const certificateIn = async (
    folder: string,
    conf: ReadonlyMap<string, string>,
    names: CertificateNames,
  ): Promise<IssuedCertificate | FailedCertificate> => {
    const created = Number(conf.get("Le_CertCreateTime") ?? "");
    if (!created) return { names, why: "acme.sh ordered it, but never received it" };
    const [chainPem, keyPem, unreadable] = await Promise.all([
      read(folder, "fullchain.cer"),
      read(folder, `${nameOfFolder(folder)}.key`),
    ]).catch((error) => [undefined, undefined, messageOf(error)]);
    if (unreadable !== undefined) return { names, why: unreadable };
    if (chainPem === undefined || keyPem === undefined)
      return { names, why: "acme.sh no longer has its files; it may have been revoked" };
    const renewAt = Number(conf.get("Le_NextRenewTime") ?? "");
    return {
      names,
      chainPem,
      keyPem,
      issuedAt: new Date(created * 1_000),
      directoryUrl: conf.get("Le_API") ?? "",
      renewAt: renewAt > 0 ? new Date(renewAt * 1_000) : undefined,
      notRenewable: whyNotRenewable(names[0], conf),
    };
  };

  const listed = async (folder: string): Promise<HomeEntry | undefined> => {
    try {
      return await entryOf(folder);
    } catch (error) {
      const conf = new Map([["Le_Domain", nameOfFolder(folder)]]);
      const names = namesIn(conf);
      const certificate = names && { names, why: messageOf(error) };
      return certificate && { folder, name: names[0], isEc: folder.endsWith(EC_ENDING), conf, certificate };
    }
  };

  return {
    readConfText,
    entryOf,

    /**
     * All whose names can be read, or those of one name, latest first. One that can't be read does not hide the others. Empty if there is no
     * home.
     *
     * @throws AcmeError `UNREADABLE` for the home itself
     */
    async entries(name?: string): Promise<readonly HomeEntry[]> {
      const folders = (await listFolder(path))
        .filter((entry) => entry.isDirectory() && entry.name.includes("."))
        .map((entry) => entry.name)
        .filter((folder) => name === undefined || nameOfFolder(folder) === name);
      const entries = (await Promise.all(folders.map(listed))).filter((entry) => entry !== undefined);
      return entries.sort((a, b) => issueTime(b) - issueTime(a));
    },

    async writeConfText(folder: string, text: string): Promise<void> {
      await replaceFile(join(path, folder, confOf(folder)), text);
    },

    /** After a failed first issue: acme.sh would list it as its own. */
    async forget(folder: string): Promise<void> {
      await rm(join(path, folder), { recursive: true, force: true });
    },

    /** Moves it out of acme.sh's sight, with key and certificate, so that the operator can restore it. */
    async putAside(folder: string, now: Date): Promise<void> {
      const removed = join(path, "removed");
      await secretFolder(removed);
      const time = now.toISOString().replaceAll(/[:.]/g, "-");
      await rename(join(path, folder), join(removed, `${folder}-${time}`)).catch((cause) => {
        if (cause.code !== "ENOENT")
          throw new AcmeError("UNWRITABLE", `cannot move ${folder}: ${messageOf(cause)}`, { cause });
      });
    },
  };
}

function issueTime({ certificate }: HomeEntry): number {
  return isIssued(certificate) ? certificate.issuedAt.getTime() : 0;
}

export function folderOf(name: string, isEc: boolean): string {
  return isEc ? `${name}${EC_ENDING}` : name;
}

function nameOfFolder(folder: string): string {
  return folder.endsWith(EC_ENDING) ? folder.slice(0, -EC_ENDING.length) : folder;
}

function namesIn(conf: ReadonlyMap<string, string>): CertificateNames | undefined {
  const alternatives = conf.get("Le_Alt") ?? "no";
  const all = [conf.get("Le_Domain") ?? "", ...(alternatives === "no" ? [] : alternatives.split(","))];
  try {
    return certificateNames(all.filter((name) => name !== ""));
  } catch {
    return undefined;
  }
}
