import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { nodeFileSystem } from "../disk/node-file-system.js";
import type { Locker } from "../lock/locker.js";
import type { LineLimits } from "./line-limits.js";
import { openLineFile } from "./open-line-file.js";
import { rotateFiles } from "./rotate-files.js";

/** Readable by the group of its folder. */
const NEW_FILE = { mode: 0o640 };
const LINE_END = 0x0a;

/** Appends whole lines in one write, and flushes it. Rotates first when they don't fit. */
export async function appendText(
  file: string,
  text: string,
  limits: LineLimits,
  locker: Locker,
): Promise<void> {
  const bytes = Buffer.byteLength(text);
  const isFull = (size: number) => size > 0 && size + bytes > limits.maxBytes;
  const found = await openOrCreate(file);
  if (!isFull(found.size)) return write(found, text);
  await found.handle.close();
  await rotateFiles(file, limits.maxFiles, { isFull, locker });
  return write(await openOrCreate(file), text);
}

async function write(
  { handle: opened, size }: { readonly handle: FileHandle; readonly size: number },
  text: string,
): Promise<void> {
  await using handle = opened;
  // behind what a crash or a full disk left of a line
  const isCut = size > 0 && (await byteAt(handle, size - 1)) !== LINE_END;
  await handle.appendFile(isCut ? `\n${text}` : text);
  await handle.datasync();
}

async function byteAt(handle: FileHandle, position: number): Promise<number | undefined> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, position);
  return bytesRead === 1 ? buffer[0] : LINE_END;
}

async function openOrCreate(file: string) {
  const found = await openLineFile(file, "append");
  if (found !== undefined) return found;
  await nodeFileSystem.create(file, new Uint8Array(), NEW_FILE).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error; // another process was first
  });
  await using folder = await nodeFileSystem.openFolder(dirname(file));
  await folder.sync();
  const created = await openLineFile(file, "append");
  if (created === undefined) throw new Error("it was deleted at the same time");
  return created;
}
