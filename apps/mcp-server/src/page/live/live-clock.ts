/** Time, for the live parts of the page. */
export interface LiveClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds of a clock that only goes forward. */
  nowMs(): number;
  /** Calls back until the returned function is called. */
  every(ms: number, run: () => void): () => void;
  /** Calls back once, unless the returned function is called before. */
  after(ms: number, run: () => void): () => void;
}

export const systemLiveClock: LiveClock = {
  now: () => Date.now(),
  nowMs: () => performance.now(),
  every(ms, run) {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
