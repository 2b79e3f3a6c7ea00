import { randomUUID } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { allEnded } from "./all-ended.js";
import type { FileSystem } from "./disk/file-system.js";
import { FileError, messageOf } from "./errors.js";

/** A name beside a file, hidden, to which `.new` or `.old` is added. */
export function temporaryName(file: string): string {
  return join(dirname(file), `.${basename(file)}.${randomUUID()}`);
}

const LEFTOVER = /^\.(.+)\.[0-9a-f-]{36}\.(?:new|old)$/;

/**
 * Removes what a killed writer left beside these files. The caller holds the lock, so nothing uses them.
 *
 * @throws FileError `UNWRITABLE`
 */
export async function removeLeftovers(fileSystem: FileSystem, files: readonly string[]): Promise<void> {
  const ours = new Set(files);
  for (const folder of new Set(files.map((file) => dirname(file)))) {
    await removeLeftoversIn(fileSystem, folder, (file) => ours.has(file));
  }
}

/**
 * Removes what killed writers left in a folder, of all files in it unless `isOurs` says otherwise.
 *
 * @throws FileError `UNWRITABLE`
 */
export async function removeLeftoversIn(
  fileSystem: FileSystem,
  folder: string,
  isOurs: (file: string) => boolean = () => true,
): Promise<void> {
  try {
    const names = (await fileSystem.list(folder)).map(({ name }) => name);
    const left = names.filter((name) => {
      const of = LEFTOVER.exec(name)?.[1];
      return of !== undefined && isOurs(join(folder, of));
    });
    await allEnded(left.map((name) => fileSystem.remove(join(folder, name))));
  } catch (cause) {
    throw new FileError("UNWRITABLE", `cannot clear ${folder}: ${messageOf(cause)}`, { cause });
  }
}
