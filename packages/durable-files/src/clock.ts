import { setTimeout as delay } from "node:timers/promises";

/** Handed in, so that a test decides what time it is. */
export interface Clock {
  /** The time of day, which may jump. */
  now(): Date;
  /** Never goes back; says nothing of the time of day. */
  nowMs(): number;
  /** Rejects when the signal aborts. */
  sleep(delayMs: number, signal?: AbortSignal | undefined): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  nowMs: () => performance.now(),
  sleep: (delayMs, signal) => delay(delayMs, undefined, { signal }),
};
