import { join } from "node:path";
import { createLockfileLocker, FileError, type Locker } from "@haproxy-mcp/durable-files";
import { AcmeError } from "../errors.js";
import { secretFolder } from "./secret-folder.js";

export interface LockOptions {
  /** Where the locks are: all who share the certificates share it. */
  readonly folder: string;
  readonly name: string;
  /** For messages: "the certificate of example.com". */
  readonly what: string;
  /** Time to wait for another holder. Default: 0. */
  readonly waitMs?: number;
  readonly signal?: AbortSignal | undefined;
  readonly locker?: Locker;
}

/** A lock is another's once its holder has not renewed it for 5 s: killed, or its machine asleep. */
const STALE_MS = 5_000;

/**
 * Does something while nobody else does, in this process or another. Its signal aborts with the caller's, and when the lock is lost.
 *
 * @throws AcmeError `LOCKED`, `CANCELLED`, `UNWRITABLE`
 */
export async function withLock<T>(
  {
    folder,
    name,
    what,
    waitMs = 0,
    signal,
    locker = createLockfileLocker({ staleMs: STALE_MS }),
  }: LockOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  await secretFolder(folder);
  await using held = await locker
    .acquire(join(folder, name), { timeoutMs: waitMs, ...(signal && { signal }) })
    .catch((cause) => {
      throw toAcmeError(cause, what);
    });
  return await work(signal === undefined ? held.lost : AbortSignal.any([signal, held.lost]));
}

function toAcmeError(cause: unknown, what: string): unknown {
  if (!FileError.isInstance(cause)) return cause;
  if (cause.code === "LOCKED") return new AcmeError("LOCKED", `another is at ${what}`, { cause });
  return new AcmeError(cause.code === "CANCELLED" ? "CANCELLED" : "UNWRITABLE", cause.message, { cause });
}
