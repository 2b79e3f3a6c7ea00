import { type DesiredState, mapKey } from "@haproxy-mcp/map-store";
import { poolNumber } from "@haproxy-mcp/pool-allocator";
import type { RunningState } from "../node/running-state.js";

/** Pools that HAProxy keeps as it has them, with the keys that it routes there. */
export type Contested = ReadonlyMap<number, readonly string[]>;

export interface KeptKeys {
  readonly contested: Contested;
  /** The kept keys, and those of the names that the state has in contested pools. */
  readonly keys: ReadonlySet<string>;
}

/**
 * Pools of the state that HAProxy routes to for kept keys, and for none of their own names: with the servers that the state has there,
 * visitors of the kept keys would reach another domain's. Their names keep their routes, too, and so on. Pure.
 *
 * @param kept keys whose routes stay as HAProxy has them
 */
export function findContested(
  { pools }: DesiredState,
  { map }: RunningState,
  kept: Iterable<string>,
): KeptKeys {
  const contested = new Map<number, string[]>();
  const keys = new Set(kept);
  const isRouted = (key: string, backend: string) =>
    map.get(key)?.some(({ value }) => value === backend) === true;
  // those that are added meanwhile come, too
  for (const key of keys) {
    for (const { value } of map.get(key) ?? []) {
      const pool = poolNumber(value);
      const names = pool === undefined ? undefined : pools.get(pool)?.names;
      if (pool === undefined || names === undefined) continue;
      const known = contested.get(pool);
      if (known !== undefined) known.push(key);
      if (known !== undefined || [...names].some((name) => isRouted(mapKey(name), value))) continue;
      contested.set(pool, [key]);
      for (const name of names) keys.add(mapKey(name));
    }
  }
  return { contested, keys };
}

const SHOWN_AT_MOST = 3;

/** Why a pool is contested, in words. */
export function describeContest(keys: readonly string[]): string {
  const more = keys.length - SHOWN_AT_MOST;
  const shown = [...keys.slice(0, SHOWN_AT_MOST), ...(more > 0 ? [`${more} more`] : [])].join(", ");
  return `HAProxy uses it for ${shown}, and what the files say of ${keys.length === 1 ? "that name" : "those names"} is uncertain`;
}
