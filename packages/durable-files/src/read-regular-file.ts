import { close, constants, fstat, open as openOf, read as readOf, type Stats } from "node:fs";
import { promisify } from "node:util";

/** A pipe without a writer opens at once instead of never. */
const WITHOUT_WAITING = constants.O_RDONLY | constants.O_NONBLOCK;
const CHUNK_BYTES = 65_536;

// Half the time of those of node:fs/promises, which make a handle for each file; lists of certificates are long.
const [open, stat, read] = [promisify(openOf), promisify(fstat), promisify(readOf)];

/** Rejects as {@link FileSystem.read} says, and also when there is no such file. */
export async function readRegularFile(
  file: string,
  maxBytes: number,
): Promise<{ readonly content: Buffer; readonly stats: Stats }> {
  const descriptor = await open(file, WITHOUT_WAITING);
  try {
    const stats = await stat(descriptor);
    if (!stats.isFile()) throw notRegular(stats);
    return { content: await readAll(descriptor, stats.size, maxBytes), stats };
  } finally {
    // Nobody waits for the end of what was only read, and it cannot fail in a way that matters.
    close(descriptor, () => {});
  }
}

/** In one step, unless the file has another size by now; a byte more than expected shows that. */
async function readAll(descriptor: number, size: number, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  for (let length = size + 1; ; length = CHUNK_BYTES) {
    const bytes = Math.max(size, total);
    if (bytes > maxBytes) throw failure("EFBIG", `it has ${bytes} bytes, more than the limit of ${maxBytes}`);
    const { buffer, bytesRead } = await read(descriptor, Buffer.allocUnsafe(length), 0, length, total);
    total += bytesRead;
    if (total === size && chunks.length === 0) return buffer.subarray(0, size);
    if (bytesRead === 0) return Buffer.concat(chunks, total);
    chunks.push(buffer.subarray(0, bytesRead));
  }
}

function notRegular(stats: Stats): Error {
  if (stats.isDirectory()) return failure("EISDIR", "it is a folder, not a regular file");
  return failure("EINVAL", `it is a ${stats.isFIFO() ? "pipe" : "device"}, not a regular file`);
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
