import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 10;

/** Waits until something is true. @throws Error that says what, when it is not in time */
export async function until(
  what: string,
  limitMs: number,
  isTrue: () => Promise<boolean> | boolean,
): Promise<void> {
  const limit = AbortSignal.timeout(limitMs);
  while (!(await isTrue())) {
    if (limit.aborted) throw new Error(`not within ${limitMs} ms: ${what}`);
    await sleep(POLL_MS);
  }
}
