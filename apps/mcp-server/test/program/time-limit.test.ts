import { expect, it, vi } from "vitest";
import { timeLimit } from "../../src/program/time-limit.js";

it("aborts when the time is up, or with the given signal; not once it is disposed of", () => {
  vi.useFakeTimers();
  try {
    const given = new AbortController();
    const [inTime, withGiven] = [timeLimit(given.signal, 1_000), timeLimit(given.signal, 5_000)];
    const disposed = timeLimit(given.signal, 1_000);
    disposed[Symbol.dispose]();

    vi.advanceTimersByTime(1_000);
    expect(inTime.signal.reason).toMatchObject({ name: "TimeoutError" });
    expect(withGiven.signal.aborted).toBe(false);

    given.abort("SIGINT");
    expect(withGiven.signal.reason).toBe("SIGINT");
    expect(timeLimit(given.signal, 1_000).signal.aborted).toBe(true);
    expect(disposed.signal.aborted).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});
