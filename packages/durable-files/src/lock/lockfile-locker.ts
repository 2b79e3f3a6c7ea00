import { stat } from "node:fs/promises";
import { lock } from "proper-lockfile";
import { type Clock, systemClock } from "../clock.js";
import { giveFolder } from "../disk/owner-of-new.js";
import { cancelledError, FileError, messageOf, throwIfCancelled } from "../errors.js";
import type { HeldLock, Locker } from "./locker.js";

/** When a lock counts as left behind, in milliseconds, and what time and chance are. */
export interface LockfileLockerOptions {
  /** Age after which a lock counts as left by a killed process; a running one renews it twice as often. */
  readonly staleMs?: number;
  readonly clock?: Clock;
  /** From 0 to 1, so that waiters do not retry in step. */
  readonly random?: () => number;
}

// Well below the time a writer waits, so that one that starts after a crash gets the lock.
const DEFAULT_STALE_MS = 5_000;
const POLL_MS = 5;
const POLL_JITTER_MS = 15;

/** Locks by a folder `<file>.lock` beside the file: works between processes, and over NFS. */
export function createLockfileLocker(options: LockfileLockerOptions = {}): Locker {
  const { staleMs = DEFAULT_STALE_MS, clock = systemClock, random = Math.random } = options;
  return {
    async acquire(file, { timeoutMs, signal }) {
      const deadlineMs = clock.nowMs() + timeoutMs;
      for (;;) {
        throwIfCancelled(signal);
        const held = await tryLock(file, staleMs);
        if (held !== undefined) return held;
        if (clock.nowMs() >= deadlineMs) {
          throw new FileError("LOCKED", `${file} is locked by another writer; waited ${timeoutMs} ms`);
        }
        await clock.sleep(POLL_MS + random() * POLL_JITTER_MS, signal).catch((error) => {
          throw signal?.aborted === true ? cancelledError(signal) : error;
        });
      }
    },
  };
}

/** `undefined` while another holds the lock. */
async function tryLock(file: string, staleMs: number): Promise<HeldLock | undefined> {
  const lost = new AbortController();
  try {
    const release = await lock(file, {
      stale: staleMs,
      retries: 0,
      realpath: false,
      // the default throws from a timer, which ends the process
      onCompromised: (error) => lost.abort(error),
    });
    // a service must be able to remove what a killed process of root left
    await giveFolder(`${file}.lock`).catch(() => {});
    return await heldLock(`${file}.lock`, lost, release);
  } catch (cause) {
    if (isContention(cause)) return undefined;
    throw new FileError("UNWRITABLE", `cannot lock ${file}: ${messageOf(cause)}`, { cause });
  }
}

async function heldLock(
  folder: string,
  lost: AbortController,
  release: () => Promise<void>,
): Promise<HeldLock> {
  const ours = await identity(folder);
  const isHeld = async () => {
    const held = !lost.signal.aborted && ours !== undefined && (await identity(folder)) === ours;
    if (!held) lost.abort(new Error(`${folder} was taken by another writer`));
    return held;
  };
  return {
    lost: lost.signal,
    isHeld,
    async [Symbol.asyncDispose]() {
      // Releasing a lost lock would release that of its new holder.
      if (!(await isHeld().catch(() => false))) return;
      // A lock that cannot be released becomes stale; what was done under it is kept.
      await release().catch(() => {});
    },
  };
}

/** Distinguishes a lock from a later one of the same name; inode numbers alone are reused. */
async function identity(folder: string): Promise<string | undefined> {
  try {
    const { ino, birthtimeNs } = await stat(folder, { bigint: true });
    return `${ino}:${birthtimeNs}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Held by another writer, or removed as stale while it was being created. */
function isContention(error: unknown): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code === "ELOCKED" || (code === "ENOENT" && syscall !== "mkdir");
}
