import { basename } from "node:path";
import {
  changedPools,
  type DesiredState,
  type DryRun,
  type ServerRecord,
  sameRecord,
} from "@haproxy-mcp/map-store";
import { type PoolName, poolName, serverName } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern, Slot } from "@haproxy-mcp/validation";
import { poolAt } from "../desired-state.js";

/** What a change would do. */
export interface Outlook {
  /** Names of the files that would be written. */
  readonly files: readonly string[];
  readonly routes: readonly PlannedRoute[];
  readonly slots: readonly PlannedSlot[];
  /** Every domain that is routed otherwise, or that a changed slot serves. */
  readonly domains: readonly DomainPattern[];
  /** For each pool with a changed slot. */
  readonly serversLeft: readonly ServersLeft[];
}

export interface PlannedRoute {
  readonly domain: DomainPattern;
  /** `undefined` for a new route. */
  readonly from: PoolName | undefined;
  /** `undefined` for a route that is removed. */
  readonly to: PoolName | undefined;
}

export interface PlannedSlot {
  readonly pool: PoolName;
  readonly slot: Slot;
  /** HAProxy's name for it, such as `pool_1_3`. */
  readonly name: string;
  /** `undefined` for an empty slot. */
  readonly before: ServerRecord | undefined;
  readonly after: ServerRecord | undefined;
}

export interface ServersLeft {
  readonly pool: PoolName;
  /** Servers that are ready and have a weight above 0, whether they respond or not. */
  readonly ready: number;
  readonly total: number;
}

export const NO_OUTLOOK: Outlook = { files: [], routes: [], slots: [], domains: [], serversLeft: [] };

/** Two states in words of what changes between them. Pure. */
export function describeOutlook({ before, after, files }: DryRun): Outlook {
  const pools = [...changedPools(before.state, after.state)].sort((one, other) => one - other);
  const slots = pools.flatMap((pool) => changedSlots(pool, before.state, after.state));
  const routes = changedRoutes(pools, before.state, after.state);
  const served = pools.filter((pool) => slots.some((slot) => slot.pool === poolName(pool)));
  const domains = new Set([
    ...routes.map(({ domain }) => domain),
    ...served.flatMap((pool) => [...poolAt(before.state, pool).names, ...poolAt(after.state, pool).names]),
  ]);
  return {
    files: files.map((file) => basename(file)),
    routes,
    slots,
    domains: [...domains].sort(),
    serversLeft: served.map((pool) => serversLeft(pool, after.state)),
  };
}

function changedRoutes(pools: readonly number[], before: DesiredState, after: DesiredState): PlannedRoute[] {
  const routes = new Map<DomainPattern, PlannedRoute>();
  for (const pool of pools) {
    const [old, next] = [poolAt(before, pool).names, poolAt(after, pool).names];
    const name = poolName(pool);
    for (const domain of old)
      if (!next.has(domain)) routes.set(domain, { domain, from: name, to: routes.get(domain)?.to });
    for (const domain of next)
      if (!old.has(domain)) routes.set(domain, { domain, from: routes.get(domain)?.from, to: name });
  }
  return [...routes.values()];
}

function changedSlots(pool: number, before: DesiredState, after: DesiredState): PlannedSlot[] {
  const [old, next] = [poolAt(before, pool).servers, poolAt(after, pool).servers];
  const slots = [...new Set([...old.keys(), ...next.keys()])].sort((one, other) => one - other);
  const name = poolName(pool);
  return slots.flatMap((slot) => {
    const [was, will] = [old.get(slot), next.get(slot)];
    if (was !== undefined && sameRecord(was, will)) return [];
    return [{ pool: name, slot, name: serverName(name, slot), before: was, after: will }];
  });
}

function serversLeft(pool: number, state: DesiredState): ServersLeft {
  const servers = [...poolAt(state, pool).servers.values()];
  const ready = servers.filter(({ state, weight }) => state === "ready" && weight > 0).length;
  return { pool: poolName(pool), ready, total: servers.length };
}
