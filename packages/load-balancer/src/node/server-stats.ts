import { type PoolName, poolNumber } from "@haproxy-mcp/pool-allocator";
import {
  type RuntimeApiClient,
  type ServerStat,
  type StatRow,
  showStat,
} from "@haproxy-mcp/runtime-api-client";
import type { OperationOptions } from "../options.js";
import { unreachable } from "./unreachable.js";

/**
 * The statistics of servers, by name. Of all pools, servers in maintenance are left out first, since most slots are empty ones;
 * the pools in which some of the wanted were not found are then asked for by name.
 */
export async function readServers(
  runtime: RuntimeApiClient,
  wanted: ReadonlyMap<PoolName, readonly string[]>,
  options: OperationOptions,
): Promise<ReadonlyMap<string, ServerStat>> {
  const [only, another] = [...wanted.keys()];
  if (only === undefined) return new Map();
  if (another === undefined) return readPools(runtime, [{ proxy: only }], options);
  const found = await readPools(runtime, [{ only: "no-maint" }], options);
  const pools = [...wanted].filter(([, names]) => names.some((name) => !found.has(name)));
  const others = await readPools(
    runtime,
    pools.map(([proxy]) => ({ proxy })),
    options,
  );
  return new Map([...found, ...others]);
}

/** A pool that HAProxy does not have has no servers. */
export async function readPools(
  runtime: RuntimeApiClient,
  selections: readonly { readonly proxy?: PoolName; readonly only?: "no-maint" }[],
  options: OperationOptions,
): Promise<ReadonlyMap<string, ServerStat>> {
  const commands = selections.map((selection) => showStat({ ...selection, kinds: ["server"] }));
  const results = await runtime.batch(commands, options);
  const rows = results.flatMap((result): readonly StatRow[] => {
    if (result.ok) return result.value;
    if (result.error.code === "REJECTED") return [];
    throw unreachable(result.error);
  });
  return new Map(
    rows.filter(isServer).flatMap((row) => (poolNumber(row.proxy) === undefined ? [] : [[row.name, row]])),
  );
}

const isServer = (row: StatRow): row is ServerStat => row.kind === "server";
