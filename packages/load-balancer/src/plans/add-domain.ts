import type { ServerRecord } from "@haproxy-mcp/map-store";
import { lowestFreePool, type PoolName, type PoolRange, poolName } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { assertFree, poolOfDomain, problemsBySlot } from "../certainty/certain.js";
import { poolAt, poolsInUse, sharedWith, withDomain, withServer } from "../desired-state.js";
import { LoadBalancerError } from "../errors.js";
import { describeServers, type ServerView } from "../server-view.js";
import { chooseSlot } from "./choose-slot.js";
import type { Ground } from "./ground.js";
import type { Plan } from "./plan.js";
import { assertNotRefused } from "./refused.js";

export interface DomainToAdd {
  readonly domain: DomainPattern;
  readonly server: ServerRecord | undefined;
  readonly aliasOf: DomainPattern | undefined;
  /** Discards what `servers.json` has under a name that the map does not have. */
  readonly replace: boolean;
}

export interface AddedDomain {
  readonly domain: DomainPattern;
  readonly pool: PoolName;
  /** Other names that use the pool. */
  readonly sharedWith: readonly DomainPattern[];
  readonly servers: readonly ServerView[];
}

/** Gives a domain the lowest free pool, or that of an existing domain, and a server if there is one. */
export function planAddDomain(
  ground: Ground,
  pools: PoolRange,
  { domain, server, aliasOf, replace }: DomainToAdd,
): Plan<AddedDomain> {
  const { state } = ground;
  assertFree(ground, domain);
  if (!replace) assertNoOrphan(ground, domain);
  if (server !== undefined) assertNotRefused(ground, server);
  const pool =
    aliasOf === undefined ? freePool(ground, pools, domain) : poolOfDomain(ground, aliasOf, "alias_of");
  const routed = withDomain(state, domain, pool);
  const planned =
    server === undefined
      ? routed
      : withServer(
          routed,
          pool,
          chooseSlot(pools, poolAt(routed, pool).servers, undefined, problemsBySlot(ground, pool, domain)),
          server,
        );
  const name = poolName(pool);
  return {
    state: planned,
    discard: [domain],
    result: {
      domain,
      pool: name,
      sharedWith: sharedWith(planned, pool, domain),
      servers: describeServers(name, poolAt(planned, pool).servers),
    },
  };
}

function assertNoOrphan({ orphans }: Ground, domain: DomainPattern): void {
  const orphan = orphans.find(({ name }) => name === domain);
  if (orphan === undefined) return;
  const since = orphan.since === undefined ? "" : `, removed from the map on ${orphan.since.toISOString()}`;
  throw new LoadBalancerError(
    "ORPHANED",
    `${domain} has servers on record and no line in the map${since}; nothing was changed`,
    { field: "domain" },
  );
}

/** A pool that was freed a moment ago may still be another name's for a worker of HAProxy that is starting. */
function freePool(ground: Ground, pools: PoolRange, domain: DomainPattern): number {
  const used = new Set([...poolsInUse(ground.state), ...ground.reserved]);
  const isOwn = (names: ReadonlySet<DomainPattern>) => names.size === 1 && names.has(domain);
  const others = [...ground.resting].filter(([pool, { names }]) => !used.has(pool) && !isOwn(names));
  for (const [pool] of others) used.add(pool);
  const pool = lowestFreePool(pools, used);
  if (pool !== undefined) return pool;
  const waits = others.filter(([number]) => number <= pools.count).map(([, { leftMs }]) => leftMs);
  throw new LoadBalancerError("NO_FREE_POOL", whyNone(pools, ground.lacking, waits));
}

function whyNone({ count }: PoolRange, lacking: number, waits: readonly number[]): string {
  const pools =
    lacking === 0
      ? count === 1
        ? "the only pool is in use"
        : `all ${count} pools are in use`
      : `HAProxy has ${count - lacking} of ${count} pools, and they are in use`;
  if (waits.length === 0) return pools;
  return `${pools} or were freed less than 60 s ago; one is free in ${Math.ceil(Math.min(...waits) / 1_000)} s`;
}
