import { messageOf } from "@haproxy-mcp/durable-files";
import { type DesiredState, patternOfMapKey, type StateSnapshot } from "@haproxy-mcp/map-store";
import { poolNumber } from "@haproxy-mcp/pool-allocator";
import { RuntimeApiError } from "@haproxy-mcp/runtime-api-client";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { type Assessment, unrouted } from "../certainty/assess.js";
import { everythingKept, protectionOf } from "../certainty/protection.js";
import { orphansOf } from "../certainty/uncertain.js";
import { describeUncertain } from "../certainty/uncertainty.js";
import { poolAt } from "../desired-state.js";
import { LoadBalancerError } from "../errors.js";
import { type Difference, mapDifferences } from "../node/difference.js";
import type { HaproxyNode, ReachedNode } from "../node/haproxy-node.js";
import { heldPools, poolsRoutedWrongly } from "../node/held-pools.js";
import type { RunningState } from "../node/running-state.js";
import type { OperationOptions } from "../options.js";
import type { Restored } from "./restored.js";
import type { Settled, Settlement } from "./settled.js";

/** HAProxy as it was found, all of it. */
export interface Found {
  readonly reached: ReachedNode;
  readonly running: RunningState;
}

/** @throws LoadBalancerError `HAPROXY_UNREACHABLE`, `MAP_NOT_FOUND`, `MAP_AMBIGUOUS`, `CANCELLED` */
export async function findAll(node: HaproxyNode, options: OperationOptions): Promise<Found> {
  const reached = await node.reach(options);
  return { reached, running: await reached.look("all", { ...options, reading: "entries" }) };
}

/**
 * Makes HAProxy match a state, all of it, and notes that it does.
 *
 * @param before what the files say
 * @param after the same, without the names that the operator removed from the map
 * @throws LoadBalancerError `HAPROXY_UNREACHABLE`, `CANCELLED`, `OUTCOME_UNKNOWN`
 */
export async function settleAll(
  { reached, running }: Found,
  before: StateSnapshot,
  after: StateSnapshot,
  settled: Settled,
  { signal }: OperationOptions,
): Promise<Restored> {
  const { revision, state } = after;
  const protection = protectionOf(after, running);
  const how = { signal, running: Promise.resolve(running), protection };
  const settling = await reached.settle(state, "all", how).catch((error: unknown) => {
    settled.lose();
    return notSettled(error);
  });
  const held = [
    ...settling.remaining.flatMap(poolsRoutedWrongly),
    ...heldPools(state, settling.running, protection.keptRoutes),
  ];
  const left = new Set([...settling.applied, ...settling.remaining].flatMap(poolsRoutedWrongly));
  // The store remembers those that it knows of.
  for (const pool of [...before.missing.values(), ...before.resting.keys()]) left.delete(pool);
  const released = unrouted(
    [...before.missing.keys()].filter((name) => !after.missing.has(name)),
    state,
  );
  const { worker } = reached;
  const { contested } = protection;
  settled.note({ revision, worker, held: new Set(held), left, contested, backends: backendsOf(running) });
  return {
    applied: settling.applied,
    remaining: settling.remaining,
    refusals: settling.refusals.map(({ message }) => message),
    uncertain: describeUncertain(after, settling.running, protection),
    released,
    domains: [...new Set([...released, ...namesOf(state, settling.applied)])],
    orphans: orphansOf(after),
  };
}

/** The names whose routes or servers differ. */
function namesOf(state: DesiredState, differences: readonly Difference[]): readonly DomainPattern[] {
  return differences.flatMap((found) => {
    if (found.kind === "server") return [...poolAt(state, poolNumber(found.pool) ?? 0).names];
    return patternOfMapKey(found.key) ?? [];
  });
}

/** What is known before HAProxy was made to match: every pool that it routes to otherwise is held. */
export function foundSettlement({ reached, running }: Found, { kept, protection }: Assessment): Settlement {
  const { revision, state } = kept;
  const wrong = mapDifferences(state, running, "all").filter(({ key }) => !protection.keepsRoute(key));
  const held = [...wrong.flatMap(poolsRoutedWrongly), ...heldPools(state, running, protection.keptRoutes)];
  const { worker } = reached;
  const { contested } = protection;
  return { revision, worker, held: new Set(held), left: new Set(), contested, backends: backendsOf(running) };
}

/** All of HAProxy was looked at. */
function backendsOf({ backends = new Set() }: RunningState): ReadonlySet<string> {
  return backends;
}

/** The change itself has no unknown outcome: it was not begun. */
export function notBegun(error: unknown): never {
  if (!LoadBalancerError.isInstance(error) || error.code !== "OUTCOME_UNKNOWN") throw error;
  const { cause } = error;
  const isCancelled = RuntimeApiError.isInstance(cause) && cause.code === "CANCELLED";
  const message = `HAProxy could not be compared with the files before the change: ${error.message}`;
  throw new LoadBalancerError(isCancelled ? "CANCELLED" : "HAPROXY_UNREACHABLE", message, { cause });
}

/** Deletes and redirects nothing. @throws LoadBalancerError `STATE_TOO_SMALL` */
export async function repairListed(
  { reached, running }: Found,
  snapshot: StateSnapshot,
  loss: string,
  { signal }: OperationOptions,
): Promise<never> {
  const { state } = snapshot;
  const protection = everythingKept(protectionOf(snapshot, running), state, running);
  const how = { signal, running: Promise.resolve(running), protection };
  const { applied } = await reached.settle(state, "all", how).catch(notSettled);
  const repaired =
    applied.length === 0 ? "" : ` Listed servers and routes repaired in HAProxy: ${applied.length}.`;
  throw new LoadBalancerError("STATE_TOO_SMALL", `${loss}. Nothing was deleted.${repaired}`);
}

function notSettled(error: unknown): never {
  if (LoadBalancerError.isInstance(error)) throw error;
  throw new LoadBalancerError("OUTCOME_UNKNOWN", messageOf(error), { cause: error });
}
