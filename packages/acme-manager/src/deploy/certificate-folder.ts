import { join } from "node:path";
import {
  type FileSystem,
  nodeFileSystem,
  removeLeftoversIn,
  withTimeLimit,
} from "@haproxy-mcp/durable-files";
import { listFolder, readText, removeFile, replaceFile } from "../disk.js";

/** Its name sorts first, and HAProxy serves the first file of a folder when no other matches. */
export const DEFAULT_CERTIFICATE_FILE = "00-default.pem";

/** What HAProxy takes for parts of other files rather than certificates (configuration.txt section 5.1, "crt"). */
const PARTS = /\.(?:key|issuer|ocsp|sctl)$/;

export function createCertificateFolder(path: string, fileSystem?: FileSystem): CertificateFolder {
  return new CertificateFolder(path, fileSystem);
}

/** The folder that HAProxy loads certificates from: all its files but hidden ones and parts. */
export class CertificateFolder {
  readonly path: string;
  readonly #fileSystem: FileSystem;

  constructor(path: string, fileSystem: FileSystem = nodeFileSystem) {
    this.path = path;
    this.#fileSystem = withTimeLimit(fileSystem);
  }

  /**
   * Names of the files that HAProxy loads, in its order: the first is served when nothing else matches. Empty if there is no folder.
   *
   * @throws AcmeError `UNREADABLE`
   */
  async files(): Promise<readonly string[]> {
    return (await listFolder(this.path, this.#fileSystem))
      .filter((entry) => !entry.isDirectory() && !entry.name.startsWith(".") && !PARTS.test(entry.name))
      .map(({ name }) => name)
      .sort(byBytes);
  }

  /** `undefined` if there is no such file. @throws AcmeError `UNREADABLE` */
  read(file: string): Promise<string | undefined> {
    return readText(join(this.path, file), this.#fileSystem);
  }

  /** Replaces it atomically, durable before it returns, with its previous owner. @throws AcmeError `UNWRITABLE` */
  write(file: string, pem: string): Promise<void> {
    return replaceFile(join(this.path, file), pem, this.#fileSystem);
  }

  /** @throws AcmeError `UNWRITABLE` */
  remove(file: string): Promise<void> {
    return removeFile(join(this.path, file), this.#fileSystem);
  }

  /** What a killed writer left. */
  async removeLeftovers(): Promise<void> {
    await removeLeftoversIn(this.#fileSystem, this.path).catch(() => {});
  }
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
