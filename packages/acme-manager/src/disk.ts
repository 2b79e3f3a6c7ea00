import * as files from "@haproxy-mcp/durable-files";
import { AcmeError } from "./errors.js";

/** Larger files are not read: a certificate with its chain and key has a few KiB. */
const MAX_BYTES = 1_048_576;

// durable-files with its errors mapped to this package's codes: no FileError appears elsewhere.

export const listFolder = translated(files.listFolder);
export const removeFile = translated(files.removeFile);
export const replaceFile = translated(files.replaceFile);
export const resolveFile = translated(files.resolveFile);
export const secretFolder = translated(files.secretFolder);

/** `undefined` if there is no such file. @throws AcmeError `UNREADABLE` */
export const readText = translated(async (file: string, fileSystem?: files.FileSystem) => {
  const found = await files.readFile(file, { maxBytes: MAX_BYTES, fileSystem });
  return found?.content.toString();
});

/** @throws AcmeError `LOCKED`, `CANCELLED`, `UNWRITABLE` */
export function withLock<T>(
  options: files.LockOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return translated(() => files.withLock(options, work))();
}

/** @throws AcmeError `UNREADABLE`, `UNWRITABLE` */
export function createRecordFolder<T>(
  ...args: Parameters<typeof files.createRecordFolder<T>>
): files.RecordFolder<T> {
  const { get, put, remove, names } = files.createRecordFolder(...args);
  return {
    get: translated(get),
    put: translated(put),
    remove: translated(remove),
    names: translated(names),
  };
}

function translated<Args extends readonly unknown[], Result>(
  work: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  return (...args) =>
    work(...args).catch((cause) => {
      if (!files.FileError.isInstance(cause)) throw cause;
      throw new AcmeError(cause.code, cause.message, { cause });
    });
}
