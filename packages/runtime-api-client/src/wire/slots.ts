/** Limits the number of concurrent tasks; the others wait in order. */
export interface Slots {
  /**
   * A task whose signal aborts while it waits leaves the queue and never runs.
   *
   * @throws the signal's reason when it aborts before the task starts
   */
  run<Result>(task: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result>;
}

/**
 * Makes a bound on connections, which clients of one HAProxy share.
 *
 * @param limit most connections at the same time, from 1; others wait for their turn, the first that came first
 */
export function createSlots(limit: number): Slots {
  const waiting: (() => void)[] = [];
  let taken = 0;

  const take = async (signal: AbortSignal | undefined): Promise<void> => {
    signal?.throwIfAborted();
    if (taken < limit) {
      taken++;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const begin = () => {
        signal?.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        waiting.splice(waiting.indexOf(begin), 1);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", leave, { once: true });
      waiting.push(begin);
    });
  };

  return {
    async run(task, signal) {
      await take(signal);
      try {
        return await task();
      } finally {
        // The slot goes directly to the next in the queue, so that a newcomer cannot take it.
        const next = waiting.shift();
        if (next === undefined) taken--;
        else next();
      }
    },
  };
}
