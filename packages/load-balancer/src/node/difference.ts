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
import { poolsOfScope, type Scope } from "./scope.js";

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

/** Where HAProxy differs from the files: an entry of the map, or a server. */
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
    ...mapDifferences(desired, running, scope === "all" ? scope : scope.keys).filter(
      ({ key }) => !protection.keepsRoute(key),
    ),
  ];
}

/** Of some keys, or of all that either has. */
export function mapDifferences(
  desired: DesiredState,
  running: RunningState,
  keys: ReadonlySet<string> | "all",
): readonly MapDifference[] {
  if (keys === "all") return allMapDifferences(desired, running);
  return [...keys]
    .map((key) => entryOf(key, backendOf(desired, key), running.map.get(key)))
    .filter((found) => !isRoutedAsDesired(found));
}

/** Of more than a million keys most are alike in both: nothing is made of those. */
function allMapDifferences(desired: DesiredState, { map }: RunningState): readonly MapDifference[] {
  const found: MapDifference[] = [];
  let inBoth = 0;
  forEachEntry(desired, (key, backend) => {
    const running = map.get(key);
    if (running !== undefined) inBoth++;
    if (running?.length !== 1 || running[0]?.value !== backend) found.push(entryOf(key, backend, running));
  });
  if (inBoth === map.size) return found;
  const wanted = new Set<string>();
  forEachEntry(desired, (key) => wanted.add(key));
  for (const [key, running] of map) if (!wanted.has(key)) found.push(entryOf(key, undefined, running));
  return found;
}

function forEachEntry({ pools, foreign }: DesiredState, see: (key: string, backend: string) => void): void {
  for (const [key, backend] of foreign) see(key, backend);
  for (const [number, { names }] of pools) {
    const pool = poolName(number);
    for (const name of names) see(mapKey(name), pool);
  }
}

function entryOf(
  key: string,
  desired: string | undefined,
  running: readonly RunningEntry[] = [],
): MapDifference {
  return { kind: "map", key, desired, running };
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
  { keepsSlot, contested }: Protection,
): readonly ServerDifference[] {
  const given = poolsOfScope(scope);
  const pools = given === "all" ? new Set([...desired.pools.keys(), ...running.pools.keys()]) : given;
  return [...pools]
    .filter((pool) => !contested.has(pool) && (running.backends?.has(poolName(pool)) ?? true))
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
