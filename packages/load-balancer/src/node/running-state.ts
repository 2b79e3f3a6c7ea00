import { type PoolName, poolName, poolNumber, slotOfServer } from "@haproxy-mcp/pool-allocator";
import {
  ADMIN_STATE,
  type CommandResult,
  getMap,
  type KeyValue,
  type MapEntry,
  type RuntimeCommand,
  type ServerStateRow,
  showBackends,
  showMap,
  showServersState,
  unwrap,
} from "@haproxy-mcp/runtime-api-client";
import type { ServerState, Slot } from "@haproxy-mcp/validation";
import { poolsOfScope, type Scope } from "./scope.js";

/** A slot as HAProxy has it. Unused slots have an unspecified address. */
export interface RunningSlot {
  readonly ip: string;
  readonly port: number;
  readonly weight: number;
  readonly state: ServerState;
}

/** An entry of the map as HAProxy has it. */
export interface RunningEntry {
  readonly value: string;
  /** HAProxy's reference of the entry; absent where it was asked what the key gives. */
  readonly id?: string;
}

export interface RunningState {
  /** The entries of each key, in HAProxy's order: it uses the first. */
  readonly map: ReadonlyMap<string, readonly RunningEntry[]>;
  readonly pools: ReadonlyMap<number, ReadonlyMap<Slot, RunningSlot>>;
  /** The names of all backends; `undefined` where not all pools were read. */
  readonly backends?: ReadonlySet<string> | undefined;
}

/**
 * How the map is read: `"keys"` asks for the scope's alone, in a time that does not grow with the map, and sees the first
 * of several entries with one key; `"entries"` reads all.
 */
export type MapReading = "keys" | "entries";

/** What to ask HAProxy, and how to read the replies. */
export interface RunningStateReading {
  readonly commands: readonly RuntimeCommand<unknown>[];
  /** @throws RuntimeApiError when a read failed; a pool that HAProxy does not have is no failure, it has no slots */
  parse(results: readonly CommandResult<unknown>[]): RunningState;
}

export function readRunningState(mapId: string, scope: Scope, reading: MapReading): RunningStateReading {
  const keys = scope === "all" || reading === "entries" ? undefined : [...scope.keys];
  const map = keys?.map((key) => getMap(mapId, key)) ?? [showMap(mapId)];
  const some = poolsOfScope(scope);
  const pools =
    some === "all" ? [showServersState()] : [...some].map((pool) => showServersState(poolName(pool)));
  const backends = some === "all" ? [showBackends()] : [];
  return {
    commands: [...map, ...pools, ...backends],
    parse(results) {
      const values = results.slice(0, map.length).map(unwrap);
      const rest = results.slice(map.length) as readonly CommandResult<readonly ServerStateRow[]>[];
      const rows = rest.slice(0, pools.length);
      const named = rest
        .slice(pools.length)
        .map(unwrap) as readonly unknown[] as readonly (readonly string[])[];
      return {
        map:
          keys === undefined
            ? groupByKey(values.flat() as readonly MapEntry[])
            : firstByKey(keys, values as readonly (KeyValue | undefined)[]),
        pools: groupByPool(rows.flatMap(rowsOf)),
        backends: some === "all" ? new Set(named.flat()) : undefined,
      };
    },
  };
}

function rowsOf(result: CommandResult<readonly ServerStateRow[]>): readonly ServerStateRow[] {
  return !result.ok && result.error.code === "REJECTED" ? [] : unwrap(result);
}

function groupByKey(entries: readonly MapEntry[]): RunningState["map"] {
  const groups = new Map<string, RunningEntry[]>();
  for (const entry of entries) {
    const known = groups.get(entry.key);
    if (known === undefined) groups.set(entry.key, [entry]);
    else known.push(entry);
  }
  return groups;
}

function firstByKey(keys: readonly string[], found: readonly (KeyValue | undefined)[]): RunningState["map"] {
  return new Map(
    keys.flatMap((key, index) => {
      const entry = found[index];
      return entry === undefined ? [] : [[key, [{ value: entry.value }]] as const];
    }),
  );
}

function groupByPool(rows: readonly ServerStateRow[]): RunningState["pools"] {
  const pools = new Map<number, Map<Slot, RunningSlot>>();
  for (const row of rows) {
    const pool = poolNumber(row.backend);
    const slot = slotOfServer(row.backend as PoolName, row.server) as Slot | undefined;
    if (pool === undefined || slot === undefined) continue;
    const slots = pools.get(pool) ?? new Map<Slot, RunningSlot>();
    pools.set(pool, slots.set(slot, toSlot(row)));
  }
  return pools;
}

function toSlot({ address, port, weight, adminState }: ServerStateRow): RunningSlot {
  return { ip: address, port, weight, state: toState(adminState) };
}

function toState(adminState: number): ServerState {
  if ((adminState & ADMIN_STATE.forcedMaintenance) !== 0) return "maint";
  return (adminState & ADMIN_STATE.forcedDrain) !== 0 ? "drain" : "ready";
}
