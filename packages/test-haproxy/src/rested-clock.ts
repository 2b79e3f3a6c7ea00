import { setTimeout as delay } from "node:timers/promises";

const AHEAD_MS = 10_000;
const SPEED = 1_000_000;

/**
 * A clock for tests that are not about time: every file that was edited by hand has rested, and a pool that was freed may be
 * given away a moment later.
 */
export const restedClock = {
  now: () => new Date(Date.now() + AHEAD_MS),
  nowMs: () => performance.now() * SPEED,
  sleep: (delayMs: number, signal?: AbortSignal): Promise<void> => delay(delayMs, undefined, { signal }),
};
