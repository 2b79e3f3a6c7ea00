import type { Dirent } from "node:fs";
import { FileError, messageOf } from "./errors.js";
import type { FileSystem, FoundFile } from "./file-system.js";
import { nodeFileSystem } from "./node-file-system.js";
import { withTimeLimit } from "./time-limit.js";

export interface ReadFileOptions {
  /** A larger file is not read. */
  readonly maxBytes: number;
  /** Default: this machine's, with a time limit of 10 s. */
  readonly fileSystem?: FileSystem | undefined;
}

/**
 * A regular file; `undefined` when there is none.
 *
 * @throws FileError `UNREADABLE`: also what is no regular file, is too large, or is on a disk that does not respond
 */
export async function readFile(
  file: string,
  { maxBytes, fileSystem = withTimeLimit(nodeFileSystem) }: ReadFileOptions,
): Promise<FoundFile | undefined> {
  try {
    return await fileSystem.read(file, maxBytes);
  } catch (cause) {
    throw new FileError("UNREADABLE", `cannot read ${file}: ${messageOf(cause)}`, { cause });
  }
}

/**
 * As {@link FileSystem.resolve}.
 *
 * @throws FileError `UNREADABLE`
 */
export async function resolveFile(fileSystem: FileSystem, file: string): Promise<string> {
  try {
    return await fileSystem.resolve(file);
  } catch (cause) {
    throw new FileError("UNREADABLE", `cannot reach ${file}: ${messageOf(cause)}`, { cause });
  }
}

/** What is in a folder; nothing where there is none. @throws FileError `UNREADABLE` */
export async function listFolder(
  folder: string,
  fileSystem: FileSystem = withTimeLimit(nodeFileSystem),
): Promise<readonly Dirent[]> {
  try {
    return await fileSystem.list(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new FileError("UNREADABLE", `cannot read the folder ${folder}: ${messageOf(cause)}`, { cause });
  }
}
