import { setTimeout as delay } from "node:timers/promises";

const AHEAD_MS = 10_000;

/** A clock for tests that are not about time: every file edited by hand counts as settled. */
export const restedClock = {
  now: () => new Date(Date.now() + AHEAD_MS),
  nowMs: () => performance.now(),
  sleep: (delayMs: number, signal?: AbortSignal): Promise<void> => delay(delayMs, undefined, { signal }),
};
