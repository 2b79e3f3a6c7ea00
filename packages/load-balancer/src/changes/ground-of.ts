import type { StateSnapshot } from "@haproxy-mcp/map-store";
import { poolName } from "@haproxy-mcp/pool-allocator";
import { orphansOf } from "../certainty/uncertain.js";
import { poolsInUse } from "../desired-state.js";
import type { LoadBalancerOptions } from "../options.js";
import type { Ground } from "../plans/ground.js";
import type { Settlement } from "./settled.js";

/** What plans are based on. A pool that a line, the state as it is now or HAProxy uses is given to no new name. */
export function groundOf(
  snapshot: StateSnapshot,
  { held, left, contested, backends }: Settlement,
  { pools: { count } }: Pick<LoadBalancerOptions, "pools">,
): Ground {
  const { state, problems, missing, resting, refuse } = snapshot;
  const reserved = new Set([...poolsInUse(state), ...held, ...left, ...missing.values()]);
  for (const { pool } of problems) if (pool !== undefined) reserved.add(pool);
  let lacking = 0;
  for (let pool = 1; pool <= count; pool++) {
    if (backends.has(poolName(pool))) continue;
    reserved.add(pool);
    lacking += 1;
  }
  return {
    state,
    problems,
    missing,
    orphans: orphansOf(snapshot),
    resting,
    refuse,
    reserved,
    contested,
    lacking,
  };
}
