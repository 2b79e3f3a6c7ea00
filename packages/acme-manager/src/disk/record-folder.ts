import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { AcmeError, messageOf } from "../errors.js";
import { removeFile, replaceFile } from "./replace-file.js";
import { secretFolder } from "./secret-folder.js";

const ENDING = ".json";

/** Records of one kind, a JSON file each, in a folder for its owner only. */
export class RecordFolder<T> {
  readonly #folder: string;
  readonly #read: (document: unknown) => T | undefined;

  /** @param read gives `undefined` for a document that is no such record */
  constructor(folder: string, read: (document: unknown) => T | undefined) {
    this.#folder = folder;
    this.#read = read;
  }

  /** @throws AcmeError `UNREADABLE`: a file that is not understood is never taken for none */
  async get(name: string): Promise<T | undefined> {
    const file = this.#file(name);
    const text = await readFile(file, "utf8").catch((cause) => {
      if (cause.code === "ENOENT") return undefined;
      throw new AcmeError("UNREADABLE", `cannot read ${file}: ${messageOf(cause)}`, { cause });
    });
    if (text === undefined) return undefined;
    const record = this.#parse(text);
    if (record === undefined)
      throw new AcmeError("UNREADABLE", `${file} is not what was written there; mend or remove it`);
    return record;
  }

  /** @throws AcmeError `UNWRITABLE` */
  async put(name: string, record: T): Promise<void> {
    await secretFolder(this.#folder);
    await replaceFile(this.#file(name), `${JSON.stringify(record, undefined, 2)}\n`);
  }

  /** @throws AcmeError `UNWRITABLE` */
  async remove(name: string): Promise<void> {
    if (await this.#exists()) await removeFile(this.#file(name));
  }

  /** Names of all, in order. None where there is no folder. */
  async names(): Promise<readonly string[]> {
    const files = await readdir(this.#folder).catch((cause) => {
      if (cause.code === "ENOENT") return [];
      throw new AcmeError("UNREADABLE", `cannot read ${this.#folder}: ${messageOf(cause)}`, { cause });
    });
    return files
      .filter((file) => file.endsWith(ENDING) && !file.startsWith("."))
      .map((file) => file.slice(0, -ENDING.length))
      .sort();
  }

  async #exists(): Promise<boolean> {
    return (await readdir(this.#folder).catch(() => undefined)) !== undefined;
  }

  #file(name: string): string {
    return join(this.#folder, `${name}${ENDING}`);
  }

  #parse(text: string): T | undefined {
    try {
      return this.#read(JSON.parse(text));
    } catch {
      return undefined;
    }
  }
}
