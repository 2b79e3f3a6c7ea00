import { cancelledError, throwIfCancelled } from "../errors.js";

/** Runs tasks one after another, in order. A failed task does not stop the next. */
export interface Mutex {
  /**
   * Runs a task when its turn comes, and passes on how it ends.
   *
   * @param signal cancels the wait; a task that has started is not interrupted
   * @throws FileError `CANCELLED`
   */
  run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** Makes a mutex of this process: tasks run one at a time, in the order in which they were given. */
export function createMutex(): Mutex {
  let tail: Promise<void> = Promise.resolve();
  return {
    run: (task, signal) =>
      new Promise((resolve, reject) => {
        const cancel = () => reject(cancelledError(signal));
        signal?.addEventListener("abort", cancel, { once: true });
        const turn = async () => {
          signal?.removeEventListener("abort", cancel);
          throwIfCancelled(signal);
          resolve(await task());
        };
        tail = tail.then(turn).catch(reject);
      }),
  };
}
