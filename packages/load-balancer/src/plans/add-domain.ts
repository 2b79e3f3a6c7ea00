import type { DesiredState, ServerRecord } from "@haproxy-mcp/map-store";
import { lowestFreePool, type PoolName, type PoolRange, poolName } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { assertFree, poolAt, poolOfDomain, poolsInUse, withDomain, withServer } from "../desired-state.js";
import { LoadBalancerError } from "../errors.js";
import { describeServers, type ServerView } from "../server-view.js";
import { chooseSlot } from "./choose-slot.js";
import type { Plan } from "./plan.js";

export interface DomainToAdd {
  readonly domain: DomainPattern;
  readonly server: ServerRecord | undefined;
  readonly aliasOf: DomainPattern | undefined;
}

export interface AddedDomain {
  readonly domain: DomainPattern;
  readonly pool: PoolName;
  readonly servers: readonly ServerView[];
}

/** Gives a domain the lowest free pool, or that of an existing domain, and a server if there is one. */
export function planAddDomain(
  state: DesiredState,
  pools: PoolRange,
  { domain, server, aliasOf }: DomainToAdd,
): Plan<AddedDomain> {
  assertFree(state, domain);
  const pool = aliasOf === undefined ? freePool(state, pools) : poolOfDomain(state, aliasOf, "alias_of");
  const routed = withDomain(state, domain, pool);
  const planned =
    server === undefined
      ? routed
      : withServer(routed, pool, chooseSlot(pools, poolAt(routed, pool).servers, undefined), server);
  const name = poolName(pool);
  return {
    state: planned,
    result: { domain, pool: name, servers: describeServers(name, poolAt(planned, pool).servers) },
  };
}

function freePool(state: DesiredState, pools: PoolRange): number {
  const pool = lowestFreePool(pools, poolsInUse(state));
  if (pool !== undefined) return pool;
  throw new LoadBalancerError("NO_FREE_POOL", `all ${pools.count} pools are in use`);
}
