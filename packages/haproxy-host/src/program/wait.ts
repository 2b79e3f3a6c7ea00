import { setTimeout as sleep } from "node:timers/promises";
import { HostError } from "../errors.js";

/** Default for a start or a reload. */
export const DEFAULT_START_TIMEOUT_MS = 20_000;
const POLL_MS = 20;

/** @throws HostError `START_FAILED` when it does not become true in time, `CANCELLED` when the signal aborts */
export async function waitForStart(
  hasStarted: () => Promise<boolean>,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (await becomesTrue(hasStarted, timeoutMs, signal)) return;
  if (signal?.aborted === true) throw new HostError("CANCELLED", "cancelled by the caller");
  throw new HostError("START_FAILED", `HAProxy did not respond within ${timeoutMs} ms`);
}

/** Whether it became true within the time; checks every 20 ms. */
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
