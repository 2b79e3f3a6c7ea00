import type { SslCert } from "@haproxy-mcp/runtime-api-client";
import { fileStem, nameOfStem } from "../certificate-names.js";
import { type CertificateFile, DEFAULT_CERTIFICATE_FILE } from "../deploy/certificate-folder.js";
import { namesOf } from "../deploy/name-conflicts.js";
import type { AcmeDriver, FailedCertificate, IssuedCertificate } from "../driver.js";

/** A certificate of a driver, of the folder, or of HAProxy alone. */
export interface Found {
  readonly name: string;
  driver?: AcmeDriver | undefined;
  kept?: IssuedCertificate | FailedCertificate | undefined;
  /** In the folder, or what HAProxy has in it and the disk has not. */
  file?: string | undefined;
  /** Absent if there is none on disk. */
  onDisk?: CertificateFile | undefined;
}

/**
 * Joins what drivers keep with the files of the folder and what HAProxy holds of it. A file is called by its name, as far as that is one
 * that a certificate of ours would have; else by the first name of the certificate in it.
 */
export async function findCertificates(
  drivers: readonly AcmeDriver[],
  files: readonly CertificateFile[],
  held: ReadonlyMap<string, SslCert | undefined>,
): Promise<readonly Found[]> {
  const found = new Map<string, Found>();
  const byStem = new Map<string, Found>();
  // the first driver that has one of a name is the one that renews it
  for (const driver of drivers) {
    for (const [name, kept] of await driver.list()) {
      if (found.has(name)) continue;
      const one = { name, driver, kept };
      found.set(name, one);
      byStem.set(fileStem(name as never), one);
    }
  }
  const onDisk = new Map(files.map((one) => [one.file, one]));
  const others = [...new Set([...onDisk.keys(), ...held.keys()])].filter((file) => {
    const ours = file === DEFAULT_CERTIFICATE_FILE ? undefined : byStem.get(stemOf(file) ?? "");
    if (ours !== undefined) Object.assign(ours, { file, onDisk: onDisk.get(file) });
    return ours === undefined && file !== DEFAULT_CERTIFICATE_FILE;
  });
  const add = (name: string | undefined, file: string) => {
    if (name === undefined || found.has(name)) return false;
    found.set(name, { name, file, onDisk: onDisk.get(file) });
    return true;
  };
  const foreign = others.filter((file) => !add(nameOfStem(stemOf(file) ?? ""), file));
  for (const file of foreign) {
    const cert = held.get(file);
    const [first = cert && namesOf(cert)[0]] = onDisk.get(file)?.leaf?.names ?? [];
    if (!add(first?.toLowerCase(), file)) add(file, file);
  }
  return [...found.values()];
}

/** `undefined` for a file that we would not name so. */
function stemOf(file: string): string | undefined {
  return file.endsWith(".pem") ? file.slice(0, -".pem".length) : undefined;
}
