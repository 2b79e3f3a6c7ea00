import type { FileHandle } from "node:fs/promises";

const CHUNK_BYTES = 65_536;
const LINE_END = 0x0a;

export interface RawLine {
  /** Where it begins, in bytes. */
  readonly start: number;
  /** `undefined` for one that is too long. */
  readonly content: Buffer | undefined;
}

/** The lines of a file, the last one first, without their ends. Holds at most one line and one chunk. */
export async function* linesBackward(
  handle: FileHandle,
  size: number,
  maxLineBytes: number,
): AsyncGenerator<RawLine, void> {
  // of the line whose beginning was not read yet
  let pieces: Buffer[] = [];
  let bytes = 0;
  const prepend = (piece: Buffer) => {
    bytes += piece.length;
    pieces = bytes > maxLineBytes ? [] : [piece, ...pieces];
  };
  const lineAt = (start: number): RawLine => {
    const content = bytes > maxLineBytes ? undefined : Buffer.concat(pieces);
    [pieces, bytes] = [[], 0];
    return { start, content };
  };
  for (let end = size; end > 0; end -= Math.min(CHUNK_BYTES, end)) {
    const begin = Math.max(0, end - CHUNK_BYTES);
    let chunk = await readAt(handle, begin, end - begin);
    for (let at = chunk.lastIndexOf(LINE_END); at !== -1; at = chunk.lastIndexOf(LINE_END)) {
      prepend(chunk.subarray(at + 1));
      yield lineAt(begin + at + 1);
      chunk = chunk.subarray(0, at);
    }
    prepend(chunk);
  }
  yield lineAt(0);
}

/** The number of the line that begins at a position, from 1. */
export async function lineNumberAt(handle: FileHandle, position: number): Promise<number> {
  let number = 1;
  for (let at = 0; at < position; at += CHUNK_BYTES) {
    const chunk = await readAt(handle, at, Math.min(CHUNK_BYTES, position - at));
    for (const byte of chunk) if (byte === LINE_END) number += 1;
  }
  return number;
}

/** Shorter when the file was cut off meanwhile. */
async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
