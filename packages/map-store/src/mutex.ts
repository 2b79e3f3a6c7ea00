import { abortedError } from "./errors.js";

/** Runs tasks one after another, in the order they came. A task that fails does not stop the next. */
export class Mutex {
  #tail: Promise<void> = Promise.resolve();

  /**
   * @param signal gives up waiting; a task that has begun is not disturbed
   * @throws StoreError `CANCELLED`
   */
  run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        if (signal !== undefined) reject(abortedError(signal));
      };
      signal?.addEventListener("abort", giveUp, { once: true });
      const turn = async () => {
        signal?.removeEventListener("abort", giveUp);
        if (signal?.aborted === true) return giveUp();
        try {
          resolve(await task());
        } catch (error) {
          reject(error);
        }
      };
      this.#tail = this.#tail.then(turn);
    });
  }
}
