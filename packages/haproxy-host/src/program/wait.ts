import { setTimeout as sleep } from "node:timers/promises";
import { HostError, type HostErrorCode } from "../errors.js";

const POLL_MS = 20;

export interface WaitLimits {
  readonly code: HostErrorCode;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** @throws HostError of the given code when it does not become true in time, `CANCELLED` when the signal aborts */
export async function waitFor(
  isTrue: () => Promise<boolean>,
  { code, timeoutMs, signal }: WaitLimits,
): Promise<void> {
  if (await becomesTrue(isTrue, timeoutMs, signal)) return;
  if (signal?.aborted === true) throw new HostError("CANCELLED", "cancelled by the caller");
  throw new HostError(code, `HAProxy did not answer within ${timeoutMs} ms`);
}

/** Whether it became true within the time; looks every 20 ms. */
export async function becomesTrue(
  isTrue: () => Promise<boolean>,
  limitMs: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const limit = AbortSignal.timeout(limitMs);
  while (!limit.aborted && signal?.aborted !== true) {
    if (await isTrue()) return true;
    await sleep(POLL_MS);
  }
  return false;
}
