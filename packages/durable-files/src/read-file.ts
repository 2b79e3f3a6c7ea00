import type { Dirent } from "node:fs";
import type { FileSystem, FoundFile } from "./disk/file-system.js";
import { nodeFileSystem } from "./disk/node-file-system.js";
import { withTimeLimit } from "./disk/time-limit.js";
import { FileError, messageOf } from "./errors.js";

/** How many bytes are read at most, and from which file system. */
export interface ReadFileOptions {
  /** A larger file is not read. */
  readonly maxBytes: number;
  /** Default: this machine's, with a time limit of 10 s. */
  readonly fileSystem?: FileSystem | undefined;
}

/**
 * Reads a regular file; `undefined` when there is none.
 *
 * @throws FileError `UNREADABLE`: also if it is not a regular file, is too large, or is on a disk that does not respond
 */
export function readFile(
  file: string,
  { maxBytes, fileSystem = withTimeLimit(nodeFileSystem) }: ReadFileOptions,
): Promise<FoundFile | undefined> {
  return readable(`read ${file}`, fileSystem.read(file, maxBytes));
}

/**
 * As {@link FileSystem.resolve}.
 *
 * @throws FileError `UNREADABLE`
 */
export function resolveFile(file: string, fileSystem: FileSystem): Promise<string> {
  return readable(`reach ${file}`, fileSystem.resolve(file));
}

/** The names in a folder; empty if there is no folder. @throws FileError `UNREADABLE` */
export function listFolder(
  folder: string,
  fileSystem: FileSystem = withTimeLimit(nodeFileSystem),
): Promise<readonly Dirent[]> {
  const list = fileSystem.list(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return readable(`read the folder ${folder}`, list);
}

function readable<Found>(what: string, found: Promise<Found>): Promise<Found> {
  return found.catch((cause) => {
    throw new FileError("UNREADABLE", `cannot ${what}: ${messageOf(cause)}`, { cause });
  });
}
