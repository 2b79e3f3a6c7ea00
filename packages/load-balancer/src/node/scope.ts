import { changedPools, type DesiredState, mapKey } from "@haproxy-mcp/map-store";
import { poolAt } from "../desired-state.js";

/** The part of HAProxy that is compared and made to match; `"all"` is everything the files speak of. */
export type Scope = "all" | PartialScope;

export interface PartialScope {
  readonly keys: ReadonlySet<string>;
  readonly pools: ReadonlySet<number> | "all";
}

export function poolsOfScope(scope: Scope): PartialScope["pools"] {
  return scope === "all" ? scope : scope.pools;
}

export function withPools(scope: PartialScope, pools: readonly number[]): PartialScope {
  return scope.pools === "all" ? scope : { ...scope, pools: new Set([...scope.pools, ...pools]) };
}

/** The scope of a change: the map keys and pools that two states differ in. */
export function changedScope(before: DesiredState, after: DesiredState): PartialScope {
  const pools = changedPools(before, after);
  const keys = new Set<string>();
  for (const pool of pools) {
    const [one, other] = [poolAt(before, pool).names, poolAt(after, pool).names];
    if (one === other) continue;
    for (const name of one) if (!other.has(name)) keys.add(mapKey(name));
    for (const name of other) if (!one.has(name)) keys.add(mapKey(name));
  }
  return { keys, pools };
}
