import { basename } from "node:path";
import { changedPools, type DesiredState, type DryRun, type ServerRecord } from "@haproxy-mcp/map-store";
import { type PoolName, poolName, serverName } from "@haproxy-mcp/pool-allocator";
import type { ServerStat } from "@haproxy-mcp/runtime-api-client";
import type { DomainPattern, Slot } from "@haproxy-mcp/validation";
import { isSameServer, poolAt } from "../desired-state.js";
import { isHealthy, toStatus } from "../monitoring/health-status.js";
import type { HaproxyNode } from "../node/haproxy-node.js";
import type { OperationOptions } from "../options.js";
import type { StateDifference } from "../recording.js";
import { differenceOf } from "../state-difference.js";

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

/** A name that would be routed to another pool. */
export interface PlannedRoute {
  readonly domain: DomainPattern;
  /** `undefined` for a new route. */
  readonly from: PoolName | undefined;
  /** `undefined` for a route that is removed. */
  readonly to: PoolName | undefined;
}

/** A slot that would have another server. */
export interface PlannedSlot {
  readonly pool: PoolName;
  readonly slot: Slot;
  /** HAProxy's name for it, such as `pool_1_3`. */
  readonly name: string;
  /** `undefined` for an empty slot. */
  readonly before: ServerRecord | undefined;
  readonly after: ServerRecord | undefined;
}

/** The servers that a pool would have left. */
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
  const difference = differenceOf(before.state, after.state);
  const { names, servers } = difference;
  const served = [...new Set(servers.map(({ pool }) => pool))];
  const domains = new Set([
    ...names.map(({ name }) => name),
    ...served.flatMap((pool) => [...poolAt(before.state, pool).names, ...poolAt(after.state, pool).names]),
  ]);
  return {
    files: files.map((file) => basename(file)),
    ...routesAndSlots(difference),
    domains: [...domains].sort(),
    serversLeft: served.map((pool) => serversLeft(pool, before.state, after.state, stats)),
  };
}

/** A difference with HAProxy's names of pools and slots. */
export function routesAndSlots({
  names,
  servers,
}: Pick<StateDifference, "names" | "servers">): Pick<Outlook, "routes" | "slots"> {
  return {
    routes: names.map(({ name, before: from, after: to }) => ({
      domain: name,
      from: nameOf(from),
      to: nameOf(to),
    })),
    slots: servers.map(({ pool: number, slot, ...records }) => {
      const pool = poolName(number);
      return { pool, slot, name: serverName(pool, slot), ...records };
    }),
  };
}

function nameOf(pool: number | undefined): PoolName | undefined {
  return pool === undefined ? undefined : poolName(pool);
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
