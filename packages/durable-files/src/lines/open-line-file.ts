import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/** Neither follows a link nor waits for the other end of a pipe. */
const SAFELY = constants.O_NOFOLLOW | constants.O_NONBLOCK;
const FLAGS = {
  read: constants.O_RDONLY | SAFELY,
  append: constants.O_RDWR | constants.O_APPEND | SAFELY,
};

/** A regular file with its size; `undefined` when there is none. Rejects links and what is not a regular file. */
export async function openLineFile(
  file: string,
  mode: keyof typeof FLAGS,
): Promise<{ readonly size: number; readonly handle: FileHandle; readonly id: string } | undefined> {
  const handle = await open(file, FLAGS[mode]).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    if (error.code === "ELOOP") throw new Error("it is a symbolic link, not a regular file; remove the link");
    throw error;
  });
  if (handle === undefined) return undefined;
  try {
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) throw new Error("it is not a regular file; remove it");
    // what is written to a hard link is written to another file, too
    if (stats.nlink > 1n && mode === "append")
      throw new Error("it has another name (a hard link); remove one of the two");
    return { handle, size: Number(stats.size), id: `${stats.dev}:${stats.ino}` };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
