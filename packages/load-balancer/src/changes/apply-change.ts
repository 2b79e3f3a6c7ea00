import { messageOf } from "@haproxy-mcp/durable-files";
import type { DesiredState, StateSnapshot, Transition } from "@haproxy-mcp/map-store";
import { RuntimeApiError } from "@haproxy-mcp/runtime-api-client";
import { NOTHING_RUNNING, type Protection, protectionOf } from "../certainty/protection.js";
import { LoadBalancerError } from "../errors.js";
import type { Difference } from "../node/difference.js";
import type { ReachedNode } from "../node/haproxy-node.js";
import { changedScope, type Scope, withPools } from "../node/scope.js";
import type { SettleOptions } from "../node/settle.js";

/**
 * Applies a change of the files to HAProxy and reads it back. What was not read back is rolled back here; the store
 * rolls back the files.
 *
 * @param options `running`: HAProxy as it is, of the scope of the change
 * @throws LoadBalancerError `HAPROXY_UNREACHABLE`, `NOT_APPLIED`, `CANCELLED`, `OUTCOME_UNKNOWN`
 */
export async function applyChange(
  node: ReachedNode,
  { before, after }: Transition,
  options: Pick<SettleOptions, "signal" | "running">,
): Promise<void> {
  const scope = changedScope(before.state, after.state);
  const protection = protectionInChange(before, after);
  const freed = poolsFreed(before, after);
  // HAProxy was asked before it was known that those are of the change.
  const how = { ...options, running: freed.length === 0 ? options.running : undefined, protection };
  let failure: unknown;
  try {
    const { remaining, refusals } = await node.settle(after.state, withPools(scope, freed), how);
    if (remaining.length === 0) return;
    failure = refusals[0] ?? new Error("HAProxy reported success, but the change is missing");
  } catch (error) {
    if (LoadBalancerError.isInstance(error)) throw error;
    failure = error;
  }
  await rollBack(node, before.state, scope, protection, failure);
  throw rolledBack(failure);
}

/** A slot that had a server is emptied because the change says so. */
function protectionInChange(before: StateSnapshot, after: StateSnapshot): Protection {
  const protection = protectionOf(after, NOTHING_RUNNING);
  return {
    ...protection,
    keepsSlot: (pool, slot) =>
      protection.keepsSlot(pool, slot) && !(before.state.pools.get(pool)?.servers.has(slot) ?? false),
  };
}

/** The pools of slots that were kept because of a refused record, and that the change deletes it from. */
function poolsFreed(before: StateSnapshot, after: StateSnapshot): readonly number[] {
  const left = after.problems.filter(({ kind }) => kind === "REFUSED");
  return before.problems.flatMap(({ kind, pool, name, slot }) =>
    kind === "REFUSED" && pool !== undefined && !left.some((one) => one.name === name && one.slot === slot)
      ? [pool]
      : [],
  );
}

/** Without the caller's signal: a caller that cancels wants the change rolled back, not the rollback cancelled. */
async function rollBack(
  node: ReachedNode,
  before: DesiredState,
  scope: Scope,
  protection: Protection,
  failure: unknown,
): Promise<void> {
  let second: unknown;
  try {
    const { remaining } = await node.settle(before, scope, { protection });
    if (remaining.every(isMissingSlot)) return;
    second = new Error("HAProxy differs from before the change");
  } catch (error) {
    second = error;
  }
  throw new LoadBalancerError(
    "OUTCOME_UNKNOWN",
    `${messageOf(failure)}; the rollback failed, too: ${messageOf(second)}`,
    { cause: new AggregateError([failure, second]) },
  );
}

/** A slot that HAProxy does not have refused the change, so there is nothing to roll back in it. */
function isMissingSlot(left: Difference): boolean {
  return left.kind === "server" && left.running === undefined;
}

function rolledBack(failure: unknown): LoadBalancerError {
  const cancelled = RuntimeApiError.isInstance(failure) && failure.code === "CANCELLED";
  return new LoadBalancerError(
    cancelled ? "CANCELLED" : "NOT_APPLIED",
    `${messageOf(failure)}; the change was rolled back`,
    { cause: failure },
  );
}
