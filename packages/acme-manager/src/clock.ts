import { setTimeout as sleep } from "node:timers/promises";
import { abortedError } from "./errors.js";

/** Time, handed in so that a test sets it. */
export interface Clock {
  now(): Date;
  /** @throws AcmeError `CANCELLED` */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  async sleep(ms, signal) {
    try {
      await sleep(ms, undefined, { ...(signal && { signal }) });
    } catch (error) {
      throw signal?.aborted === true ? abortedError(signal) : error;
    }
  },
};
