import { setTimeout as delay } from "node:timers/promises";

/** Injected, so that a test controls the time. */
export interface Clock {
  /** The time of day, which may jump. */
  now(): Date;
  /** Monotonic; unrelated to the time of day. */
  nowMs(): number;
  /** Rejects when the signal aborts. */
  sleep(delayMs: number, signal?: AbortSignal | undefined): Promise<void>;
}

/** The clock of this machine: `now` may be set back, `nowMs` is milliseconds that never are. */
export const systemClock: Clock = {
  now: () => new Date(),
  nowMs: () => performance.now(),
  sleep: (delayMs, signal) => delay(delayMs, undefined, { signal }),
};
