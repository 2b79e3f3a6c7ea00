import {
  type DesiredState,
  mapKey,
  patternOfMapKey,
  poolOf,
  type StateSnapshot,
} from "@haproxy-mcp/map-store";
import { poolNumber } from "@haproxy-mcp/pool-allocator";
import { type DomainPattern, ipAddressSchema, portSchema, type Slot } from "@haproxy-mcp/validation";
import type { RunningSlot, RunningState } from "../node/running-state.js";
import { type Contested, findContested } from "./contested.js";
import { keysWithoutBackend } from "./lacking-backends.js";

/** What HAProxy keeps as it is, because the files do not say for certain what it should be. */
export interface Protection {
  keepsRoute(key: string): boolean;
  /** Of a slot that the state has no server in, unless what runs there is refused. */
  keepsSlot(pool: number, slot: Slot): boolean;
  /** Pools with all their slots, also those that the state has a server in. */
  readonly contested: Contested;
}

export interface KeptRoutes {
  readonly keptRoutes: ReadonlySet<string>;
}

export const NOTHING_KEPT: Protection = {
  keepsRoute: () => false,
  keepsSlot: () => false,
  contested: new Map(),
};

/** For what does not depend on what runs. */
export const NOTHING_RUNNING: RunningState = { map: new Map(), pools: new Map() };

type Reported = Pick<StateSnapshot, "state" | "problems" | "missing" | "refuse">;

/**
 * Joins what the store could not read with what runs: an uncertain name keeps its route and the slots of every pool that it
 * may use. A server that runs at a refused address is not kept. A contested pool stays as it is. Pure.
 */
export function protectionOf(reported: Reported, running: RunningState): Protection & KeptRoutes {
  const names = uncertainNames(reported);
  const uncertain = new Set([...keysWithoutBackend(reported.state, running), ...[...names].map(mapKey)]);
  for (const { about, key } of reported.problems) {
    if (about === "route" && key !== undefined && !isRouted(reported.state, key)) uncertain.add(key);
  }
  const { keys, contested } = findContested(reported.state, running, uncertain);
  const { pools, slots, isEverySlot } = uncertainServers(reported);
  for (const key of keys) {
    for (const { value } of running.map.get(key) ?? []) {
      const pool = poolNumber(value);
      if (pool !== undefined && !isKnown(reported.state, pool)) pools.add(pool);
    }
  }
  return {
    keptRoutes: keys,
    keepsRoute: (key) => keys.has(key),
    keepsSlot: (pool, slot) =>
      (isEverySlot || pools.has(pool) || slots.get(pool)?.has(slot) === true) &&
      !isRefused(reported, running.pools.get(pool)?.get(slot)),
    contested,
  };
}

/** By the rule that the records were read with. @param server as HAProxy has it, or had it */
export function isRefused(
  { refuse }: Pick<StateSnapshot, "refuse">,
  server: Pick<RunningSlot, "ip" | "port"> | undefined,
): boolean {
  if (refuse === undefined || server === undefined) return false;
  const ip = ipAddressSchema.safeParse(server.ip).data;
  const port = portSchema.safeParse(server.port).data;
  return ip !== undefined && port !== undefined && refuse({ ip, port }) !== undefined;
}

/**
 * Nothing is removed or redirected: for files that have lost most of what they held. Servers and routes that are listed are repaired,
 * except in pools that HAProxy uses for other names.
 */
export function everythingKept(
  protection: Protection,
  state: DesiredState,
  running: RunningState,
): Protection {
  const { keys, contested } = findContested(state, running, running.map.keys());
  return {
    keepsRoute: (key) => keys.has(key) || protection.keepsRoute(key),
    keepsSlot: () => true,
    contested,
  };
}

/** Names whose route stays: those that a line is about, and those that are missing and not known to be removed. */
function uncertainNames({ state, problems, missing }: Reported): ReadonlySet<DomainPattern> {
  const names = new Set(missing.keys());
  for (const { about, name } of problems) if (about === "route" && name !== undefined) names.add(name);
  // A shadowed line leaves the line before it certain, and a name that was moved is where its line says.
  for (const name of names) if (poolOf(state, name) !== undefined) names.delete(name);
  return names;
}

function uncertainServers({ state, problems, missing }: Reported) {
  const pools = new Set([...missing.values()].filter((pool) => !isKnown(state, pool)));
  const slots = new Map<number, Set<number>>();
  let isEverySlot = false;
  for (const { about, name, pool, slot } of problems) {
    if (about === "journal") continue;
    if (pool === undefined) isEverySlot ||= about === "servers" && name === undefined;
    else if (slot !== undefined) slots.set(pool, (slots.get(pool) ?? new Set()).add(slot));
    else if (about === "servers" || !isKnown(state, pool)) pools.add(pool);
  }
  return { pools, slots, isEverySlot };
}

/** Where another name of the pool is certain, its servers are known. */
function isKnown({ pools }: DesiredState, pool: number): boolean {
  return (pools.get(pool)?.servers.size ?? 0) > 0;
}

function isRouted(state: DesiredState, key: string): boolean {
  const pattern = patternOfMapKey(key);
  return state.foreign.has(key) || (pattern !== undefined && poolOf(state, pattern) !== undefined);
}
