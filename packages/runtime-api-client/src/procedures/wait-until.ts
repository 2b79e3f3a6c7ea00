import { setTimeout as sleep } from "node:timers/promises";
import { count } from "../arguments.js";
import type { RuntimeApiClient } from "../client.js";
import type { RuntimeCommand } from "../command.js";
import { CommandRejectedError, RuntimeApiError } from "../errors.js";

/** How long to wait. */
export interface WaitOptions {
  /** Milliseconds. Default: 30,000. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** Half of `stats timeout`'s default: HAProxy interrupts a `wait` that takes longer than that. */
const SLICE_MS = 5_000;
const POLL_MS = 100;
/** HAProxy's reply when only the time is up. */
const NOT_YET = /^(?:Failed\.\s*)?(?:Wait delay expired|Interrupted|timed out)/i;

/**
 * Waits in slices, with HAProxy's `wait`.
 *
 * @throws RuntimeApiError `TIMEOUT` when the time is up; `REJECTED` if it will never be; `CANCELLED`; `UNSAFE_ARGUMENT` for what is
 *   no time limit
 */
export async function waitInSlices(
  client: RuntimeApiClient,
  wait: (waitMs: number) => RuntimeCommand<void>,
  { timeoutMs = DEFAULT_TIMEOUT_MS, signal }: WaitOptions,
): Promise<void> {
  const deadline = performance.now() + count(timeoutMs, "a number of milliseconds");
  for (;;) {
    const left = Math.max(0, Math.ceil(deadline - performance.now()));
    try {
      return await client.execute(wait(Math.min(left, SLICE_MS)), { signal });
    } catch (error) {
      if (!isNotYet(error)) throw error;
      if (performance.now() >= deadline) throw timeUp(client, timeoutMs, error);
    }
  }
}

/**
 * Polls.
 *
 * @throws RuntimeApiError `TIMEOUT` when the time is up; `CANCELLED`; `UNSAFE_ARGUMENT` for what is no time limit; any error of the poll
 */
export async function poll(
  client: RuntimeApiClient,
  isTrue: () => Promise<boolean>,
  { timeoutMs = DEFAULT_TIMEOUT_MS, signal }: WaitOptions,
): Promise<void> {
  const deadline = performance.now() + count(timeoutMs, "a number of milliseconds");
  while (!(await isTrue())) {
    if (performance.now() >= deadline) throw timeUp(client, timeoutMs);
    await sleep(POLL_MS, undefined, { signal }).catch((cause: unknown) => {
      throw new RuntimeApiError("CANCELLED", `the wait for HAProxy at ${client.target} was cancelled`, {
        cause,
        kind: "read",
      });
    });
  }
}

function isNotYet(error: unknown): boolean {
  return CommandRejectedError.isInstance(error) && NOT_YET.test(error.reason);
}

function timeUp(client: RuntimeApiClient, timeoutMs: number, cause?: unknown): RuntimeApiError {
  const message = `HAProxy at ${client.target} was not ready within ${timeoutMs} ms`;
  return new RuntimeApiError("TIMEOUT", message, { kind: "read", cause });
}
