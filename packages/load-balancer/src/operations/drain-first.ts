import { messageOf } from "@haproxy-mcp/durable-files";
import type { Context } from "../context.js";
import { LoadBalancerError } from "../errors.js";
import { parseTimeoutMs } from "../inputs.js";
import { type Leaving, planDrain, planUndrain } from "../plans/drain.js";
import { type WaitDrainOptions, waitDrain } from "./wait-drain.js";

export interface DrainFirst {
  /** Drains first, and waits at most so many milliseconds until no session is left. Default: 0, which does neither. */
  readonly drainTimeoutMs?: number | undefined;
}

/**
 * Drains what is going to be removed. When it fails or the caller cancels, the servers get their former states back; killed in
 * the middle, they stay drained, as they would for `setServerState`.
 */
export async function drainFirst(
  context: Context,
  leaving: Leaving,
  { drainTimeoutMs = 0 }: DrainFirst,
  options: WaitDrainOptions,
): Promise<void> {
  const timeoutMs = parseTimeoutMs(drainTimeoutMs, "drainTimeoutMs");
  if (timeoutMs === 0) return;
  const { domain, slot } = leaving;
  const former = await context.changes.make((ground) => planDrain(ground, context.pools, leaving), options);
  if (former.size === 0 || context.isDryRun) return;
  try {
    await waitDrain(context, { domain, timeoutMs, slot }, options);
  } catch (error) {
    await context.changes
      .make((ground) => planUndrain(ground, domain, former), {})
      .catch((second: unknown) => {
        throw leftDraining(error, second);
      });
    throw error;
  }
}

function leftDraining(error: unknown, second: unknown): LoadBalancerError {
  const [reason, why] = [error, second].map(messageOf);
  return new LoadBalancerError("OUTCOME_UNKNOWN", `${reason}; the servers are left draining: ${why}`, {
    cause: new AggregateError([error, second]),
  });
}
