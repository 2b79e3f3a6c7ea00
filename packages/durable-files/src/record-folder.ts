import { join } from "node:path";
import { nodeFileSystem } from "./disk/node-file-system.js";
import { withTimeLimit } from "./disk/time-limit.js";
import { FileError } from "./errors.js";
import { listFolder, readFile } from "./read-file.js";
import { removeFile, replaceFile } from "./replace-file.js";
import { secretFolder } from "./secret-folder.js";

const ENDING = ".json";
const MAX_RECORD_BYTES = 1_048_576;

/** A folder of JSON records, one a file; see {@link createRecordFolder}. */
export type RecordFolder<T> = ReturnType<typeof createRecordFolder<T>>;

/**
 * Records of one type, one JSON file each, in a folder that only its owner can read.
 *
 * @param parse returns `undefined` for a document that is not such a record
 */
export function createRecordFolder<T>(folder: string, parse: (document: unknown) => T | undefined) {
  const fileSystem = withTimeLimit(nodeFileSystem);
  const fileOf = (name: string) => join(folder, `${name}${ENDING}`);
  return {
    /** @throws FileError `UNREADABLE`: an unreadable file is never treated as missing */
    async get(name: string): Promise<T | undefined> {
      const found = await readFile(fileOf(name), { maxBytes: MAX_RECORD_BYTES, fileSystem });
      if (found === undefined) return undefined;
      const record = parseJson(found.content.toString(), parse);
      if (record !== undefined) return record;
      throw new FileError("UNREADABLE", `${fileOf(name)} is not a valid record; fix or remove the file`);
    },
    /** @throws FileError `UNWRITABLE` */
    async put(name: string, record: T): Promise<void> {
      await secretFolder(folder);
      await replaceFile(fileOf(name), `${JSON.stringify(record, undefined, 2)}\n`, fileSystem);
    },
    /** @throws FileError `UNWRITABLE` */
    async remove(name: string): Promise<void> {
      const isThere = await fileSystem.stamp(folder).catch(() => undefined);
      if (isThere !== undefined) await removeFile(fileOf(name), fileSystem);
    },
    /** All names, in order. Empty if there is no folder. @throws FileError `UNREADABLE` */
    async names(): Promise<readonly string[]> {
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
