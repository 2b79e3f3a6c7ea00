import { lstat, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { nodeFileSystem } from "../disk/node-file-system.js";
import { FileError } from "../errors.js";
import type { Locker } from "../lock/locker.js";
import { rotatedName } from "./rotated-name.js";

interface RotateOptions {
  /** Asked again under the lock: another process may have rotated. */
  readonly isFull: (size: number) => boolean;
  readonly locker: Locker;
}

/**
 * Gives each file the next number, up to the first that is free; without one, the oldest is replaced. Does nothing while
 * another process does it.
 */
export async function rotateFiles(
  file: string,
  maxFiles: number,
  { isFull, locker }: RotateOptions,
): Promise<void> {
  await using held = await locker.acquire(file, { timeoutMs: 0 }).catch(unlessLocked);
  if (held === undefined || !isFull((await statOf(file))?.size ?? 0)) return;
  let free = 1;
  while (free < maxFiles - 1 && (await statOf(rotatedName(file, free))) !== undefined) free += 1;
  for (let index = free; index > 0; index--)
    await rename(rotatedName(file, index - 1), rotatedName(file, index));
  await using folder = await nodeFileSystem.openFolder(dirname(file));
  await folder.sync();
}

function unlessLocked(error: unknown): undefined {
  if (!FileError.isInstance(error) || error.code !== "LOCKED") throw error;
}

async function statOf(file: string) {
  return lstat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
}
