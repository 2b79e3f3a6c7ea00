import { once } from "node:events";
import { mkdir, rm, stat, utimes } from "node:fs/promises";
import { expect, it } from "vitest";
import { type Clock, createLockfileLocker } from "../src/index.js";
import { tempFiles } from "./temp-files.js";

const TIMEOUT_MS = 10_000;
const STALE_MS = 2_000; // the minimum of the lock library
const WAIT = { timeoutMs: TIMEOUT_MS };

/** Time passes only by sleeping, and each sleep calls back. */
function napClock(
  onNap: (nap: number) => Promise<void> | void = () => {},
): Clock & { readonly naps: number[] } {
  const naps: number[] = [];
  let nowMs = 0;
  return {
    naps,
    now: () => new Date(nowMs),
    nowMs: () => nowMs,
    async sleep(delayMs) {
      nowMs += delayMs;
      naps.push(delayMs);
      await onNap(naps.length);
    },
  };
}

it("locks a file that does not exist, and leaves nothing behind", async () => {
  await using temp = await tempFiles();
  {
    await using held = await createLockfileLocker().acquire(temp.file, WAIT);
    expect([await held.isHeld(), held.lost.aborted]).toEqual([true, false]);
    expect(Object.keys(await temp.files())).toEqual(["domains.map.lock"]);
  }
  expect(await temp.files()).toEqual({});
});

it("waits for another holder", async () => {
  await using temp = await tempFiles();
  const first = await createLockfileLocker().acquire(temp.file, WAIT);
  const clock = napClock((nap) => (nap === 3 ? Promise.resolve(first[Symbol.asyncDispose]()) : undefined));
  await using second = await createLockfileLocker({ clock, random: () => 1 }).acquire(temp.file, WAIT);
  expect(await second.isHeld()).toBe(true);
  expect(clock.naps).toEqual([20, 20, 20]);
});

it("times out, and names the file", async () => {
  await using temp = await tempFiles();
  await using held = await createLockfileLocker().acquire(temp.file, WAIT);
  const clock = napClock();
  const waiting = createLockfileLocker({ clock, random: () => 0 }).acquire(temp.file, { timeoutMs: 50 });
  await expect(waiting).rejects.toMatchObject({
    code: "LOCKED",
    message: expect.stringContaining(temp.file),
  });
  expect(clock.naps).toEqual(Array(10).fill(5));
  expect(await held.isHeld()).toBe(true);
});

it("stops waiting when cancelled", async () => {
  await using temp = await tempFiles();
  await using _held = await createLockfileLocker().acquire(temp.file, WAIT);
  const caller = new AbortController();
  const waiting = createLockfileLocker().acquire(temp.file, { ...WAIT, signal: caller.signal });
  caller.abort(new Error("enough"));
  await expect(waiting).rejects.toMatchObject({ code: "CANCELLED" });
});

it("reports that a lock can't be created", async () => {
  await using temp = await tempFiles();
  const locking = createLockfileLocker().acquire(temp.path("missing/domains.map"), WAIT);
  await expect(locking).rejects.toMatchObject({
    code: "UNWRITABLE",
    message: expect.stringContaining("missing"),
  });
});

it("takes over the lock of a killed writer", async () => {
  await using temp = await tempFiles();
  await mkdir(`${temp.file}.lock`);
  const killed = new Date(Date.now() - STALE_MS - 1_000);
  await utimes(`${temp.file}.lock`, killed, killed);
  await using held = await createLockfileLocker({ staleMs: STALE_MS }).acquire(temp.file, { timeoutMs: 0 });
  expect(await held.isHeld()).toBe(true);
});

it("detects that its lock was taken, and leaves it to its new holder", async () => {
  await using temp = await tempFiles();
  const folder = `${temp.file}.lock`;
  {
    await using held = await createLockfileLocker().acquire(temp.file, WAIT);
    await rm(folder, { recursive: true });
    await mkdir(folder);
    expect([await held.isHeld(), held.lost.aborted]).toEqual([false, true]);
  }
  expect((await stat(folder)).isDirectory()).toBe(true);
});

it("detects in time that its lock is gone", async () => {
  await using temp = await tempFiles();
  await using held = await createLockfileLocker({ staleMs: STALE_MS }).acquire(temp.file, WAIT);
  await rm(`${temp.file}.lock`, { recursive: true });
  await once(held.lost, "abort");
  expect(await held.isHeld()).toBe(false);
});
