import {
  type DesiredState,
  mapKey,
  patternOfMapKey,
  poolOf,
  type ServerRecord,
  type Servers,
} from "@haproxy-mcp/map-store";
import { type PoolName, poolName, serverName } from "@haproxy-mcp/pool-allocator";
import type { Slot } from "@haproxy-mcp/validation";
import { NOTHING_KEPT, type Protection } from "../certainty/protection.js";
import { poolAt } from "../desired-state.js";
import type { RunningEntry, RunningSlot, RunningState } from "./running-state.js";
import type { Scope } from "./scope.js";

/** A map key that HAProxy does not route as it should. */
export interface MapDifference {
  readonly kind: "map";
  readonly key: string;
  /** Backend it should go to; `undefined` for a key that should not be there. */
  readonly desired: string | undefined;
  /** What HAProxy has for it: it uses the first. */
  readonly running: readonly RunningEntry[];
}

/** A slot that is not in HAProxy as it should be. */
export interface ServerDifference {
  readonly kind: "server";
  readonly pool: PoolName;
  readonly name: string;
  /** `undefined` for a slot that should be empty. */
  readonly desired: ServerRecord | undefined;
  /** `undefined` for a slot that HAProxy does not have at all. */
  readonly running: RunningSlot | undefined;
}

export type Difference = MapDifference | ServerDifference;

const UNSPECIFIED: ReadonlySet<string> = new Set(["0.0.0.0", "::", "-"]);

/** The address of an empty slot. */
export function isUnspecified(ip: string): boolean {
  return UNSPECIFIED.has(ip);
}

/** Where, within the scope and outside of what is protected, HAProxy is not as the desired state says. Pure. */
export function differences(
  desired: DesiredState,
  running: RunningState,
  scope: Scope,
  protection: Protection = NOTHING_KEPT,
): readonly Difference[] {
  return [
    ...serverDifferences(desired, running, scope, protection),
    ...mapDifferences(desired, running, scope).filter(({ key }) => !protection.keepsRoute(key)),
  ];
}

function mapDifferences(
  desired: DesiredState,
  running: RunningState,
  scope: Scope,
): readonly MapDifference[] {
  const wanted = scope === "all" ? mapOf(desired) : undefined;
  const keys = scope === "all" ? new Set([...(wanted?.keys() ?? []), ...running.map.keys()]) : scope.keys;
  return [...keys]
    .map((key) => ({
      kind: "map" as const,
      key,
      desired: wanted === undefined ? backendOf(desired, key) : wanted.get(key),
      running: running.map.get(key) ?? [],
    }))
    .filter((found) => !isRoutedAsDesired(found));
}

export function mapOf({ pools, foreign }: DesiredState): ReadonlyMap<string, string> {
  const entries = new Map(foreign);
  for (const [pool, { names }] of pools) {
    for (const name of names) entries.set(mapKey(name), poolName(pool));
  }
  return entries;
}

export function backendOf(state: DesiredState, key: string): string | undefined {
  const pattern = patternOfMapKey(key);
  const pool = pattern && poolOf(state, pattern);
  return pool === undefined ? state.foreign.get(key) : poolName(pool);
}

function isRoutedAsDesired({ desired, running }: MapDifference): boolean {
  const [first, another] = running;
  return another === undefined && first?.value === desired;
}

function serverDifferences(
  desired: DesiredState,
  running: RunningState,
  scope: Scope,
  { keepsSlot }: Protection,
): readonly ServerDifference[] {
  const pools = scope === "all" ? new Set([...desired.pools.keys(), ...running.pools.keys()]) : scope.pools;
  return [...pools]
    .filter((pool) => running.backends?.has(poolName(pool)) ?? true)
    .flatMap((pool) =>
      poolDifferences(poolAt(desired, pool).servers, running.pools.get(pool) ?? new Map(), pool, keepsSlot),
    );
}

function poolDifferences(
  wanted: Servers,
  slots: ReadonlyMap<Slot, RunningSlot>,
  number: number,
  keepsSlot: Protection["keepsSlot"],
): readonly ServerDifference[] {
  const pool = poolName(number);
  return [...new Set([...wanted.keys(), ...slots.keys()])]
    .filter((slot) => wanted.has(slot) || !keepsSlot(number, slot))
    .map((slot) => ({
      kind: "server" as const,
      pool,
      name: serverName(pool, slot),
      desired: wanted.get(slot),
      running: slots.get(slot),
    }))
    .filter((found) => !isAsDesired(found.desired, found.running));
}

/** The port and weight of an empty slot mean nothing: both are set when a server moves in. */
function isAsDesired(desired: ServerRecord | undefined, running: RunningSlot | undefined): boolean {
  if (desired === undefined) {
    return running === undefined || (running.state === "maint" && isUnspecified(running.ip));
  }
  return (
    running !== undefined &&
    running.ip === desired.ip &&
    running.port === desired.port &&
    running.weight === desired.weight &&
    running.state === desired.state
  );
}
