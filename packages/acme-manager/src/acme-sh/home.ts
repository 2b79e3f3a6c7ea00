import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "@haproxy-mcp/durable-files";
import { type CertificateNames, certificateNames } from "../certificate-names.js";
import { listFolder, readText, replaceFile, secretFolder } from "../disk.js";
import type { FailedCertificate, IssuedCertificate } from "../driver.js";
import { AcmeError } from "../errors.js";
import { readConf } from "./conf-file.js";

const EC_ENDING = "_ecc";

/** A certificate's folder in acme.sh's home: `<name>_ecc` for EC keys, `<name>` for RSA. */
export interface HomeEntry {
  readonly folder: string;
  readonly name: string;
  readonly isEc: boolean;
  readonly conf: ReadonlyMap<string, string>;
  readonly certificate: IssuedCertificate | FailedCertificate;
}

/** What acme.sh keeps: read here, and never run. */
export class AcmeShHome {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** All that have names which can be read. None where there is no home. @throws AcmeError `UNREADABLE` */
  async entries(): Promise<readonly HomeEntry[]> {
    const folders = (await listFolder(this.path)).filter(
      (entry) => entry.isDirectory() && entry.name.includes("."),
    );
    const entries = await Promise.all(folders.map(({ name }) => this.#entry(name)));
    return entries.filter((entry) => entry !== undefined);
  }

  async find(name: string): Promise<HomeEntry | undefined> {
    return newest((await this.entries()).filter((entry) => entry.name === name));
  }

  folderOf(name: string, isEc: boolean): string {
    return isEc ? `${name}${EC_ENDING}` : name;
  }

  /** `undefined` where there is none. */
  async readConfText(folder: string): Promise<string | undefined> {
    return this.#read(folder, `${nameOfFolder(folder)}.conf`);
  }

  async writeConfText(folder: string, text: string): Promise<void> {
    await replaceFile(join(this.path, folder, `${nameOfFolder(folder)}.conf`), text);
  }

  /** For a first issue that failed: acme.sh would count it among its own. */
  async forget(folder: string): Promise<void> {
    await rm(join(this.path, folder), { recursive: true, force: true });
  }

  /** Out of acme.sh's sight, with key and certificate, in case somebody wants them back. */
  async putAside(folder: string, now: Date): Promise<void> {
    const removed = join(this.path, "removed");
    await secretFolder(removed);
    const time = now.toISOString().replaceAll(/[:.]/g, "-");
    await rename(join(this.path, folder), join(removed, `${folder}-${time}`)).catch((cause) => {
      if (cause.code !== "ENOENT")
        throw new AcmeError("UNWRITABLE", `cannot move ${folder}: ${messageOf(cause)}`, { cause });
    });
  }

  async #entry(folder: string): Promise<HomeEntry | undefined> {
    const text = await this.readConfText(folder);
    if (text === undefined) return undefined;
    const conf = readConf(text);
    const names = namesIn(conf);
    if (names === undefined) return undefined;
    const name = nameOfFolder(folder);
    return {
      folder,
      name,
      isEc: folder.endsWith(EC_ENDING),
      conf,
      certificate: await this.#certificate(folder, conf, names),
    };
  }

  async #certificate(
    folder: string,
    conf: ReadonlyMap<string, string>,
    names: CertificateNames,
  ): Promise<IssuedCertificate | FailedCertificate> {
    const created = Number(conf.get("Le_CertCreateTime") ?? "");
    if (!created) return { names, why: "acme.sh has begun it, and never got it" };
    const name = nameOfFolder(folder);
    const [chainPem, keyPem] = await Promise.all([
      this.#read(folder, "fullchain.cer"),
      this.#read(folder, `${name}.key`),
    ]);
    if (chainPem === undefined || keyPem === undefined)
      return { names, why: "acme.sh has its files no more; it was revoked, perhaps" };
    const renewAt = Number(conf.get("Le_NextRenewTime") ?? "");
    return {
      names,
      chainPem,
      keyPem,
      issuedAt: new Date(created * 1_000),
      directoryUrl: conf.get("Le_API") ?? "",
      renewAt: renewAt > 0 ? new Date(renewAt * 1_000) : undefined,
    };
  }

  #read(folder: string, file: string): Promise<string | undefined> {
    return readText(join(this.path, folder, file));
  }
}

/** Of one with an EC key and one with an RSA key, that which was issued last. */
export function newest(entries: readonly HomeEntry[]): HomeEntry | undefined {
  const time = ({ certificate }: HomeEntry) =>
    "issuedAt" in certificate ? certificate.issuedAt.getTime() : 0;
  return entries.toSorted((a, b) => time(b) - time(a))[0];
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
