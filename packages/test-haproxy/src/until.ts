import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 10;

/** Waits until a condition is true. @throws Error that names it, on a timeout */
export async function until(
  what: string,
  limitMs: number,
  isTrue: () => Promise<boolean> | boolean,
): Promise<void> {
  const limit = AbortSignal.timeout(limitMs);
  while (!(await isTrue())) {
    if (limit.aborted) throw new Error(`timed out after ${limitMs} ms: ${what}`);
    await sleep(POLL_MS);
  }
}
