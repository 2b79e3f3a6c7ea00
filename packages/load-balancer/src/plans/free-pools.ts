import { lowestFreePool, type PoolRange } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { poolsInUse } from "../desired-state.js";
import { LoadBalancerError } from "../errors.js";
import type { Ground } from "./ground.js";

/**
 * Gives names a pool, each call another one.
 *
 * @param wanted is returned if it is free. Default: the lowest
 * @throws LoadBalancerError `NO_FREE_POOL`
 */
export type TakeFreePool = (names: ReadonlySet<DomainPattern>, wanted?: number) => number;

/** A pool that was freed a moment ago may still be another name's for a worker of HAProxy that is starting. */
export function createFreePools(ground: Ground, pools: PoolRange): TakeFreePool {
  const { resting } = ground;
  const used = new Set([...poolsInUse(ground.state), ...ground.reserved]);
  const unfree = new Set([...used, ...resting.keys()]);
  const restingOf = poolsByName(resting);
  let lowest: number | undefined = 1;
  return (names, wanted = 0) => {
    const isOwn = (pool: number) => [...(resting.get(pool)?.names ?? [])].every((name) => names.has(name));
    const own = [...names]
      .flatMap((name) => restingOf.get(name) ?? [])
      .filter((pool) => pool <= pools.count && !used.has(pool) && isOwn(pool));
    if (lowest !== undefined) lowest = lowestFreePool(pools, unfree, lowest);
    const isFree = wanted > 0 && wanted <= pools.count && (!unfree.has(wanted) || own.includes(wanted));
    const free = lowest === undefined ? own : [...own, lowest];
    if (isFree || free.length > 0) {
      const pool = isFree ? wanted : Math.min(...free);
      used.add(pool);
      unfree.add(pool);
      return pool;
    }
    const waits = [...resting].flatMap(([pool, { leftMs }]) =>
      pool <= pools.count && !used.has(pool) ? [leftMs] : [],
    );
    throw new LoadBalancerError("NO_FREE_POOL", whyNone(pools, ground.lacking, waits));
  };
}

function poolsByName(resting: Ground["resting"]): ReadonlyMap<DomainPattern, readonly number[]> {
  const byName = new Map<DomainPattern, number[]>();
  for (const [pool, { names }] of resting)
    for (const name of names) byName.set(name, [...(byName.get(name) ?? []), pool]);
  return byName;
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
