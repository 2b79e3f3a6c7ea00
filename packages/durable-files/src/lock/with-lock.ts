import { join } from "node:path";
import { FileError } from "../errors.js";
import { secretFolder } from "../secret-folder.js";
import { createLockfileLocker } from "./lockfile-locker.js";

/** The lock that is held, and how long to wait for it, in milliseconds. */
export interface LockOptions {
  /** Folder of the locks, shared by all users of the files. */
  readonly folder: string;
  readonly name: string;
  /** For messages: "the certificate of example.com". */
  readonly what: string;
  /** Time to wait for another holder. Default: 0. */
  readonly waitMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a task exclusively, across processes. Its signal aborts with the caller's, and when the lock is lost.
 *
 * @throws FileError `LOCKED`, `CANCELLED`, `UNWRITABLE`
 */
export async function withLock<T>(
  { folder, name, what, waitMs = 0, signal }: LockOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  await secretFolder(folder);
  await using held = await createLockfileLocker()
    .acquire(join(folder, name), { timeoutMs: waitMs, signal })
    .catch((cause) => {
      if (!FileError.isInstance(cause) || cause.code !== "LOCKED") throw cause;
      throw new FileError("LOCKED", `another process is working on ${what}`, { cause });
    });
  return await work(signal === undefined ? held.lost : AbortSignal.any([signal, held.lost]));
}
