import type { DesiredState } from "@haproxy-mcp/map-store";
import { poolNumber } from "@haproxy-mcp/pool-allocator";
import { mapDifferences } from "./difference.js";
import type { RunningState } from "./running-state.js";

/** Pools that HAProxy routes to for one of the keys, which should be routed elsewhere or not at all. */
export function heldPools(
  state: DesiredState,
  running: RunningState,
  keys: ReadonlySet<string>,
): ReadonlySet<number> {
  const held = new Set<number>();
  for (const { desired, running: entries } of mapDifferences(state, running, keys)) {
    for (const { value } of entries) {
      const pool = value === desired ? undefined : poolNumber(value);
      if (pool !== undefined) held.add(pool);
    }
  }
  return held;
}
