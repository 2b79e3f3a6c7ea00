import {
  type CommandResult,
  type MapEntry,
  type RuntimeCommand,
  type ServerStateRow,
  showMap,
  showServersState,
} from "@haproxy-mcp/runtime-api-client";
import {
  type PoolName,
  poolName,
  poolNumber,
  type ServerState,
  type Slot,
  slotOfServer,
} from "@haproxy-mcp/validation";
import type { Scope } from "./scope.js";

/** A slot as HAProxy has it. Unused slots have an unspecified address. */
export interface RunningSlot {
  readonly ip: string;
  readonly port: number;
  readonly weight: number;
  readonly state: ServerState;
}

export interface RunningState {
  /** Every value of each key, in HAProxy's order: it serves the first. */
  readonly map: ReadonlyMap<string, readonly string[]>;
  readonly pools: ReadonlyMap<number, ReadonlyMap<Slot, RunningSlot>>;
}

// Bits of srv_admin_state (management.txt, "show servers state").
const FORCED_MAINTENANCE = 1;
const FORCED_DRAIN = 8;

/** The reads that {@link parseRunningState} takes the results of. */
export function readRunningState(mapId: string, scope: Scope): readonly RuntimeCommand<unknown>[] {
  const pools =
    scope === "all" ? [showServersState()] : [...scope.pools].map((pool) => showServersState(poolName(pool)));
  return [showMap(mapId), ...pools];
}

/**
 * @throws RuntimeApiError when a read failed; a pool that HAProxy does not have is no failure, it has no slots
 */
export function parseRunningState(results: readonly CommandResult<unknown>[]): RunningState {
  const [map, ...pools] = results;
  return {
    map: groupByKey(map === undefined ? [] : (valueIn(map) as readonly MapEntry[])),
    pools: groupByPool(pools.flatMap((result) => rowsOf(result as CommandResult<readonly ServerStateRow[]>))),
  };
}

function valueIn<Value>(result: CommandResult<Value>): Value {
  if (!result.ok) throw result.error;
  return result.value;
}

function rowsOf(result: CommandResult<readonly ServerStateRow[]>): readonly ServerStateRow[] {
  return !result.ok && result.error.code === "REJECTED" ? [] : valueIn(result);
}

function groupByKey(entries: readonly MapEntry[]): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const { key, value } of entries) {
    const known = values.get(key);
    if (known === undefined) values.set(key, [value]);
    else known.push(value);
  }
  return values;
}

function groupByPool(rows: readonly ServerStateRow[]): RunningState["pools"] {
  const pools = new Map<number, Map<Slot, RunningSlot>>();
  for (const row of rows) {
    const pool = poolNumber(row.backend);
    const slot = pool === undefined ? undefined : slotOfServer(row.backend as PoolName, row.server);
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
  if ((adminState & FORCED_MAINTENANCE) !== 0) return "maint";
  return (adminState & FORCED_DRAIN) !== 0 ? "drain" : "ready";
}
