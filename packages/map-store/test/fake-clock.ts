import type { Clock } from "@haproxy-mcp/durable-files";

export interface FakeClock extends Clock {
  /** Lets time pass, for both of its times. */
  pass(ms: number): void;
  /** Sets the time of day alone. */
  jump(ms: number): void;
  /** How long each sleep was. */
  readonly slept: readonly number[];
}

/** A clock that starts now, and advances when something sleeps or a test says so. */
export function fakeClock(whileAsleep: () => Promise<void> | void = () => {}): FakeClock {
  let [dayMs, ms] = [Date.now(), 0];
  const slept: number[] = [];
  const pass = (passedMs: number) => {
    dayMs += passedMs;
    ms += passedMs;
  };
  return {
    now: () => new Date(dayMs),
    nowMs: () => ms,
    async sleep(delayMs, signal) {
      signal?.throwIfAborted();
      slept.push(delayMs);
      pass(delayMs);
      await whileAsleep();
    },
    pass,
    jump(passedMs) {
      dayMs += passedMs;
    },
    slept,
  };
}
