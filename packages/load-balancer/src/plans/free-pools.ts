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
  const used = new Set([...poolsInUse(ground.state), ...ground.reserved]);
  let lowest = 1;
  return (names, wanted = 0) => {
    const isOwn = (its: ReadonlySet<DomainPattern>) =>
      its.size > 0 && [...its].every((name) => names.has(name));
    const others = [...ground.resting].filter(([pool, { names }]) => !used.has(pool) && !isOwn(names));
    const unfree = others.length === 0 ? used : new Set([...used, ...others.map(([pool]) => pool)]);
    while (used.has(lowest)) lowest += 1;
    const isFree = wanted > 0 && wanted <= pools.count && !unfree.has(wanted);
    const pool = isFree ? wanted : lowestFreePool(pools, unfree, lowest);
    if (pool !== undefined) {
      used.add(pool);
      return pool;
    }
    const waits = others.filter(([number]) => number <= pools.count).map(([, { leftMs }]) => leftMs);
    throw new LoadBalancerError("NO_FREE_POOL", whyNone(pools, ground.lacking, waits));
  };
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
