import type { DesiredState } from "@haproxy-mcp/map-store";
import { poolNumber } from "@haproxy-mcp/pool-allocator";
import { type Difference, mapDifferences } from "./difference.js";
import type { RunningState } from "./running-state.js";

/** Pools that HAProxy routes to for one of the keys, which should be routed elsewhere or not at all. */
export function heldPools(
  state: DesiredState,
  running: RunningState,
  keys: ReadonlySet<string>,
): readonly number[] {
  return mapDifferences(state, running, keys).flatMap(poolsRoutedWrongly);
}

/** Pools that HAProxy routes a key to, which should be routed elsewhere or not at all. */
export function poolsRoutedWrongly(found: Difference): readonly number[] {
  if (found.kind === "server") return [];
  const { desired, running } = found;
  return running.flatMap(({ value }) => (value === desired ? [] : (poolNumber(value) ?? [])));
}
