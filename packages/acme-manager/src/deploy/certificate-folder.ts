import { createHash } from "node:crypto";
import type { Dirent } from "node:fs";
import { extname, join } from "node:path";
import {
  type FileSystem,
  messageOf,
  nodeFileSystem,
  removeLeftoversIn,
  withTimeLimit,
} from "@haproxy-mcp/durable-files";
import { listFolder, readText, removeFile, replaceFile, resolveFile } from "../disk.js";
import { AcmeError } from "../errors.js";
import type { CertificateBundle } from "../x509/certificate-bundle.js";
import { bundleOfFile, type FileText, type ReadFile, readCertificateFile } from "../x509/certificate-file.js";

/** Its name sorts first, and HAProxy serves the first file of a folder when no other matches. */
export const DEFAULT_CERTIFICATE_FILE = "00-default.pem";

/** What HAProxy takes for parts of other files rather than certificates (configuration.txt section 5.1, "crt"). */
const PARTS = /\.(?:key|issuer|ocsp|sctl)$/;

/** Of folders, pipes, and sockets. */
const NO_REGULAR_FILE = ["EISDIR", "EINVAL", "ENXIO"];

/** An entry of the folder. */
export interface CertificateFile extends ReadFile {
  readonly file: string;
  /** Why this process can't read it. */
  readonly unreadable?: string | undefined;
  /** HAProxy ignores it: it is not a regular file. */
  readonly isIgnored: boolean;
}

interface Digested {
  readonly digest: string;
  readonly found: ReadFile;
}

/** Makes the folder of PEM files that HAProxy loads certificates from. Nothing is read until a method is called. */
export function createCertificateFolder(path: string, fileSystem?: FileSystem): CertificateFolder {
  return new CertificateFolder(path, fileSystem);
}

/** The folder that HAProxy loads certificates from: all its files but hidden ones and parts. */
export class CertificateFolder {
  readonly path: string;
  readonly #fileSystem: FileSystem;
  /** What was read last, by file: reading keys takes a hundred times as long as comparing digests. */
  #read: ReadonlyMap<string, Digested> = new Map();

  constructor(path: string, fileSystem: FileSystem = nodeFileSystem) {
    this.path = path;
    this.#fileSystem = withTimeLimit(fileSystem);
  }

  /**
   * What is in it, in HAProxy's order: the first is served when nothing else matches. An entry that can't be read does not hide the
   * others. Empty if there is no folder.
   *
   * @param except a file that is left out
   * @throws AcmeError `UNREADABLE` for the folder itself
   */
  async files(except?: string | undefined): Promise<readonly CertificateFile[]> {
    const entries = (await listFolder(this.path, this.#fileSystem))
      .filter(({ name }) => name !== except && !name.startsWith(".") && !PARTS.test(name))
      .filter((entry) => !entry.isDirectory())
      .sort((a, b) => byBytes(a.name, b.name));
    const digests = new Map<string, Digested>();
    const files = await Promise.all(entries.map((entry) => this.#lookAt(entry, digests)));
    this.#read = digests;
    return files.flatMap((one) => one ?? []);
  }

  /** `undefined` if there is no such file. @throws AcmeError `UNREADABLE` */
  read(file: string): Promise<string | undefined> {
    return readText(join(this.path, file), this.#fileSystem);
  }

  /** What HAProxy serves from a file. `undefined` if there is no such file. @throws AcmeError `UNREADABLE`, `BAD_CERTIFICATE` */
  async readBundle(file: string): Promise<CertificateBundle | undefined> {
    const text = await this.#textOf(file);
    return text && bundleOfFile(text);
  }

  /**
   * Replaces it atomically, durable before it returns, with its previous owner. A link stays one: what it leads to is replaced.
   *
   * @throws AcmeError `UNREADABLE`, `UNWRITABLE`
   */
  async write(file: string, pem: string): Promise<void> {
    await replaceFile(await resolveFile(join(this.path, file), this.#fileSystem), pem, this.#fileSystem);
  }

  /** @throws AcmeError `UNWRITABLE` */
  remove(file: string): Promise<void> {
    return removeFile(join(this.path, file), this.#fileSystem);
  }

  /** What a killed writer left. */
  async removeLeftovers(): Promise<void> {
    await removeLeftoversIn(this.#fileSystem, this.path).catch(() => {});
  }

  async #lookAt(entry: Dirent, digests: Map<string, Digested>): Promise<CertificateFile | undefined> {
    const { name: file } = entry;
    try {
      const text = await this.#textOf(file);
      if (text !== undefined) return { file, isIgnored: false, ...this.#readOnce(file, text, digests) };
      if (entry.isSymbolicLink())
        return { file, isIgnored: false, broken: "it is a link to a file that is missing" };
      if (file.includes("\uFFFD")) return { file, isIgnored: false, unreadable: "its name is not UTF-8" };
      return undefined; // deleted meanwhile
    } catch (error) {
      return { file, isIgnored: isNoRegularFile(error), unreadable: messageOf(error) };
    }
  }

  #readOnce(file: string, text: FileText, digests: Map<string, Digested>) {
    const hash = createHash("sha256").update(text.pem);
    for (const key of [text.keyFile, text.keyFileWithoutEnding]) hash.update(`\0${key ?? ""}`);
    const digest = hash.digest("base64");
    const known = this.#read.get(file);
    const found = known?.digest === digest ? known.found : readCertificateFile(text);
    digests.set(file, { digest, found });
    return found;
  }

  async #textOf(file: string): Promise<FileText | undefined> {
    const pem = await this.read(file);
    if (pem === undefined || pem.includes("PRIVATE KEY-----")) return pem === undefined ? undefined : { pem };
    const [keyFile, keyFileWithoutEnding] = await Promise.all([
      this.read(`${file}.key`).catch(keyUnreadable),
      this.read(`${file.slice(0, file.length - extname(file).length)}.key`).catch(() => undefined),
    ]);
    return { pem, keyFile, keyFileWithoutEnding };
  }
}

/** HAProxy, which reads as root, may serve it all the same. */
function keyUnreadable(error: unknown): never {
  throw new AcmeError("UNREADABLE", `its key can't be read: ${messageOf(error)}`);
}

/** HAProxy too looks at regular files only (crtlist_load_cert_dir). */
function isNoRegularFile(error: unknown): boolean {
  let cause = error;
  while (cause instanceof Error && cause.cause !== undefined) cause = cause.cause;
  return NO_REGULAR_FILE.includes(String((cause as NodeJS.ErrnoException).code));
}

/** HAProxy's order of a folder. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
