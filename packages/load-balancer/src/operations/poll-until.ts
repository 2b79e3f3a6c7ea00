import { setTimeout as sleep } from "node:timers/promises";
import { LoadBalancerError } from "../errors.js";
import type { OperationOptions } from "../options.js";

/** Of waits for servers. */
export const DEFAULT_WAIT_MS = 30_000;
const POLL_MS = 250;

interface Polling<Found> extends OperationOptions {
  /** 0 asks once. */
  readonly timeoutMs: number;
  readonly isDone: (found: Found) => boolean;
  /** What is left, for the message of a cancelled wait: "2 sessions were left". */
  readonly describeLeft: (found: Found) => string;
}

/**
 * Asks every 250 ms, until the answer is final or the time is up. Returns the last answer.
 *
 * @throws LoadBalancerError `CANCELLED`; what `ask` throws
 */
export async function pollUntil<Found>(
  ask: () => Promise<Found>,
  { timeoutMs, isDone, describeLeft, signal }: Polling<Found>,
): Promise<{ readonly found: Found; readonly waitedMs: number }> {
  const began = performance.now();
  for (;;) {
    const found = await ask();
    const waitedMs = Math.round(performance.now() - began);
    if (isDone(found) || waitedMs >= timeoutMs) return { found, waitedMs };
    await sleep(Math.min(POLL_MS, timeoutMs - waitedMs), undefined, { signal }).catch((cause: unknown) => {
      throw new LoadBalancerError("CANCELLED", `cancelled while ${describeLeft(found)}`, { cause });
    });
  }
}

/** Of a wait for sessions. */
export function describeLeft(sessions: number): string {
  return `${sessions} ${sessions === 1 ? "session was" : "sessions were"} left`;
}
