import type { Clock } from "@haproxy-mcp/durable-files";
import type { RestingPool } from "../state-store.js";
import type { Journal, Rest } from "./journal.js";

/** A worker of HAProxy that is just starting may have read the files before a pool was freed. */
const REST_MS = 60_000;

export interface RestingPools {
  /**
   * Which pools rest now.
   *
   * @param pools which the state has: one that was given a name by hand does not rest
   */
  of(journal: Journal, pools?: Pick<ReadonlySet<number>, "has">): ReadonlyMap<number, RestingPool>;
}

/**
 * How long each pool has to rest. Its end is a moment of the clock that never goes back, fixed when the rest is seen first:
 * a time of day that jumps neither ends it before, nor makes it longer than 60 s.
 */
export function createRestingPools(clock: Clock): RestingPools {
  let ends = new Map<string, number>();

  function endOf(key: string, at: number): number {
    const known = ends.get(key);
    if (known !== undefined) return known;
    const ageMs = clock.now().getTime() - at;
    const leftMs = ageMs < 0 ? REST_MS : Math.max(0, REST_MS - ageMs);
    return clock.nowMs() + leftMs;
  }

  return {
    of({ rests, names }, pools = names) {
      if (rests.size === 0) return NONE;
      const seen = new Map<string, number>();
      const resting = new Map<number, RestingPool>();
      for (const [pool, { names: its, at }] of rests) {
        const key = `${pool}@${at}`;
        const end = endOf(key, at);
        seen.set(key, end);
        const leftMs = Math.ceil(end - clock.nowMs());
        if (leftMs > 0 && !names.has(pool) && !pools.has(pool)) resting.set(pool, { names: its, leftMs });
      }
      ends = seen;
      return resting;
    },
  };
}

const NONE: ReadonlyMap<number, RestingPool> = new Map();

/** Rests that may not be over, to be written down. */
export function restsToKeep(rests: Journal["rests"], now: Date): ReadonlyMap<number, Rest> {
  return new Map([...rests].filter(([, { at }]) => now.getTime() - at < REST_MS));
}
