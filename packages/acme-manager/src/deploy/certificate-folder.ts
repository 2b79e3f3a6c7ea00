import { readFile as readFileOf } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type FileAttributes, type FileSystem, nodeFileSystem } from "@haproxy-mcp/durable-files";
import { removeFile, removeLeftovers, replaceFile } from "../disk/replace-file.js";
import { AcmeError, messageOf } from "../errors.js";

/** What HAProxy takes for parts of other files rather than certificates (configuration.txt section 5.1, "crt"). */
const PARTS = /\.(?:key|issuer|ocsp|sctl)$/;

/** Half the time of the one of node:fs/promises, which makes a handle for each file; lists are long. */
const readFile = promisify(readFileOf);

const NEW_FILE: FileAttributes = { mode: 0o600 };

/** The folder that HAProxy loads certificates from: all its files but hidden ones and parts. */
export class CertificateFolder {
  readonly path: string;
  readonly #fileSystem: FileSystem;

  constructor(path: string, fileSystem: FileSystem = nodeFileSystem) {
    this.path = path;
    this.#fileSystem = fileSystem;
  }

  /**
   * Names of the files that HAProxy loads, in its order: the first is served where nothing else fits. None where there is no folder.
   *
   * @throws AcmeError `UNREADABLE`
   */
  async files(): Promise<readonly string[]> {
    try {
      const entries = await readdir(this.path, { withFileTypes: true });
      return entries
        .filter((entry) => !entry.isDirectory() && !entry.name.startsWith(".") && !PARTS.test(entry.name))
        .map(({ name }) => name)
        .sort(byBytes);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw new AcmeError("UNREADABLE", `cannot read the folder ${this.path}: ${messageOf(cause)}`, {
        cause,
      });
    }
  }

  /** `undefined` where there is no such file. @throws AcmeError `UNREADABLE` */
  async read(file: string): Promise<string | undefined> {
    try {
      return await readFile(join(this.path, file), "utf8");
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw new AcmeError("UNREADABLE", `cannot read ${join(this.path, file)}: ${messageOf(cause)}`, {
        cause,
      });
    }
  }

  /** As a whole, durable before it returns, with the owner that it had. @throws AcmeError `UNWRITABLE` */
  async write(file: string, pem: string): Promise<void> {
    const path = join(this.path, file);
    const found = await this.#fileSystem.attributes(path).catch(() => undefined);
    const attributes = { ...found, ...NEW_FILE };
    await replaceFile(path, pem, { fileSystem: this.#fileSystem, attributes });
  }

  /** @throws AcmeError `UNWRITABLE` */
  async remove(file: string): Promise<void> {
    await removeFile(join(this.path, file), this.#fileSystem);
  }

  /** What a killed writer left. */
  async removeLeftovers(): Promise<void> {
    await removeLeftovers(this.path, this.#fileSystem);
  }
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
