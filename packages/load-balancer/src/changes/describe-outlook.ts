import { basename } from "node:path";
import {
  changedPools,
  type DesiredState,
  type DryRun,
  type ServerRecord,
  sameRecord,
} from "@haproxy-mcp/map-store";
import { type PoolName, poolName, serverName } from "@haproxy-mcp/pool-allocator";
import type { ServerStat } from "@haproxy-mcp/runtime-api-client";
import type { DomainPattern, Slot } from "@haproxy-mcp/validation";
import { isSameServer, poolAt } from "../desired-state.js";
import { isHealthy, toStatus } from "../monitoring/health-status.js";
import type { HaproxyNode } from "../node/haproxy-node.js";
import type { OperationOptions } from "../options.js";

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
  /** Those of the ready ones that are up now, at the address that they keep; absent when HAProxy did not say. */
  readonly healthy: number | undefined;
}

const NO_OUTLOOK: Outlook = { files: [], routes: [], slots: [], domains: [], serversLeft: [] };

/** Asks HAProxy which servers of the pools that change are up. The plan stands, so failing to ask fails nothing. */
export async function outlookOf(
  node: HaproxyNode,
  seen: DryRun | undefined,
  options: OperationOptions,
): Promise<Outlook> {
  if (seen === undefined) return NO_OUTLOOK;
  const { before, after } = seen;
  const wanted = [...changedPools(before.state, after.state)].map((pool) => {
    const name = poolName(pool);
    return [
      name,
      [...poolAt(after.state, pool).servers.keys()].map((slot) => serverName(name, slot)),
    ] as const;
  });
  return describeOutlook(seen, await node.serverStats(new Map(wanted), options).catch(() => undefined));
}

/** What changes between two states. Pure. @param stats of servers by name, as HAProxy has them now */
export function describeOutlook(
  { before, after, files }: DryRun,
  stats: ReadonlyMap<string, ServerStat> | undefined,
): Outlook {
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
    serversLeft: served.map((pool) => serversLeft(pool, before.state, after.state, stats)),
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

function serversLeft(
  pool: number,
  before: DesiredState,
  after: DesiredState,
  stats: ReadonlyMap<string, ServerStat> | undefined,
): ServersLeft {
  const name = poolName(pool);
  const { servers } = poolAt(after, pool);
  const ready = [...servers].filter(([, { state, weight }]) => state === "ready" && weight > 0);
  const isUp = ([slot, server]: [Slot, ServerRecord]) => {
    const [was, stat] = [poolAt(before, pool).servers.get(slot), stats?.get(serverName(name, slot))];
    return isSameServer(was, server) && stat !== undefined && isHealthy(toStatus(stat));
  };
  const healthy = stats === undefined ? undefined : ready.filter(isUp).length;
  return { pool: name, ready: ready.length, total: servers.size, healthy };
}
