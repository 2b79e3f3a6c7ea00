import { join } from "node:path";
import { FileError } from "./errors.js";
import { nodeFileSystem } from "./node-file-system.js";
import { listFolder, readFile } from "./read-file.js";
import { removeFile, replaceFile } from "./replace-file.js";
import { secretFolder } from "./secret-folder.js";
import { withTimeLimit } from "./time-limit.js";

const ENDING = ".json";
const MAX_RECORD_BYTES = 1_048_576;

/** Records of one kind, a JSON file each, in a folder for its owner only. */
export interface RecordFolder<T> {
  /** @throws FileError `UNREADABLE`: a file that is not understood is never taken for none */
  get(name: string): Promise<T | undefined>;
  /** @throws FileError `UNWRITABLE` */
  put(name: string, record: T): Promise<void>;
  /** @throws FileError `UNWRITABLE` */
  remove(name: string): Promise<void>;
  /** Names of all, in order. None where there is no folder. @throws FileError `UNREADABLE` */
  names(): Promise<readonly string[]>;
}

/** @param parse gives `undefined` for a document that is no such record */
export function createRecordFolder<T>(
  folder: string,
  parse: (document: unknown) => T | undefined,
): RecordFolder<T> {
  const fileSystem = withTimeLimit(nodeFileSystem);
  const fileOf = (name: string) => join(folder, `${name}${ENDING}`);
  return {
    async get(name) {
      const found = await readFile(fileOf(name), { maxBytes: MAX_RECORD_BYTES, fileSystem });
      if (found === undefined) return undefined;
      const record = parseJson(found.content.toString(), parse);
      if (record !== undefined) return record;
      throw new FileError("UNREADABLE", `${fileOf(name)} is not what was written there; fix or remove it`);
    },
    async put(name, record) {
      await secretFolder(folder);
      await replaceFile(fileOf(name), `${JSON.stringify(record, undefined, 2)}\n`, fileSystem);
    },
    async remove(name) {
      if ((await fileSystem.attributes(folder).catch(() => undefined)) === undefined) return;
      await removeFile(fileOf(name), fileSystem);
    },
    async names() {
      return (await listFolder(folder, fileSystem))
        .filter(({ name }) => name.endsWith(ENDING) && !name.startsWith("."))
        .map(({ name }) => name.slice(0, -ENDING.length))
        .sort();
    },
  };
}

function parseJson<T>(text: string, parse: (document: unknown) => T | undefined): T | undefined {
  try {
    return parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
