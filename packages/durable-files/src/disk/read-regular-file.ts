import { close, constants, fstat, open as openOf, read as readOf, type Stats } from "node:fs";
import { promisify } from "node:util";

/** A pipe without a writer opens at once instead of never. */
const WITHOUT_WAITING = constants.O_RDONLY | constants.O_NONBLOCK;

// Takes half the time of node:fs/promises, which creates a handle for each file; lists of certificates are long.
const [open, stat, read] = [promisify(openOf), promisify(fstat), promisify(readOf)];

/** Rejects like {@link FileSystem.read}, and also when there is no such file. */
export async function readRegularFile(
  file: string,
  maxBytes: number,
): Promise<{ readonly content: Buffer; readonly stats: Stats }> {
  const descriptor = await open(file, WITHOUT_WAITING);
  try {
    const stats = await stat(descriptor);
    if (!stats.isFile()) throw notRegular(stats);
    if (stats.size > maxBytes) throw tooLarge(stats.size, maxBytes);
    return { content: await readAll(descriptor, stats.size, maxBytes), stats };
  } finally {
    // Not awaited: closing a file that was only read cannot fail in a way that matters.
    close(descriptor, () => {});
  }
}

/** Reads in one step, unless the size has changed; one extra byte detects that. */
async function readAll(
  descriptor: number,
  size: number,
  maxBytes: number,
  length = size + 1,
): Promise<Buffer> {
  const { buffer, bytesRead } = await read(descriptor, Buffer.allocUnsafe(length), 0, length, 0);
  if (bytesRead > maxBytes) throw tooLarge(bytesRead, maxBytes);
  if (bytesRead === size || length > maxBytes) return buffer.subarray(0, bytesRead);
  return readAll(descriptor, size, maxBytes, maxBytes + 1);
}

function tooLarge(bytes: number, maxBytes: number): Error {
  return failure("EFBIG", `it has ${bytes} bytes, more than the limit of ${maxBytes}`);
}

function notRegular(stats: Stats): Error {
  if (stats.isDirectory()) return failure("EISDIR", "it is a folder, not a regular file");
  return failure("EINVAL", `it is a ${stats.isFIFO() ? "pipe" : "device"}, not a regular file`);
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
