import { type PoolName, poolNumber } from "@haproxy-mcp/pool-allocator";
import {
  type BackendStat,
  type CommandResult,
  type FrontendStat,
  type ListenerStat,
  type RuntimeCommand,
  type ServerStat,
  type StatRow,
  showStat,
} from "@haproxy-mcp/runtime-api-client";
import type { LoadBalancerOptions, OperationOptions } from "../context.js";
import { unreachable } from "../runtime/unreachable.js";

/** Runs reads in one batch. @throws LoadBalancerError `HAPROXY_UNREACHABLE`, `CANCELLED` */
export async function readAll<const Commands extends readonly RuntimeCommand<unknown>[]>(
  { runtime }: LoadBalancerOptions,
  commands: Commands,
  { signal }: OperationOptions,
): Promise<{ [Key in keyof Commands]: Commands[Key] extends RuntimeCommand<infer Value> ? Value : never }> {
  const results: readonly CommandResult<unknown>[] = await runtime.batch(commands, {
    ...(signal && { signal }),
  });
  return results.map((result) => {
    if (!result.ok) throw unreachable(result.error);
    return result.value;
  }) as never;
}

const isServer = (row: StatRow): row is ServerStat => row.kind === "server";
export const isBackend = (row: StatRow): row is BackendStat => row.kind === "backend";
export const isFrontend = (row: StatRow): row is FrontendStat => row.kind === "frontend";
export const isListener = (row: StatRow): row is ListenerStat => row.kind === "listener";

/** A counter of the statistics (management.txt section 9.1) that has no field of its own; 0 where HAProxy leaves it empty. */
export function counter({ raw }: StatRow, name: string): number {
  return Number(raw.get(name) || 0);
}

/**
 * The statistics of servers, by name. Of all pools, servers in maintenance are left out first, since most slots are empty ones;
 * the pools in which some of the wanted were not found are then asked for by name.
 */
export async function readServers(
  context: LoadBalancerOptions,
  wanted: ReadonlyMap<PoolName, readonly string[]>,
  options: OperationOptions,
): Promise<ReadonlyMap<string, ServerStat>> {
  const [only, another] = [...wanted.keys()];
  if (only === undefined) return new Map();
  if (another === undefined) return byName(await readPools(context, [only], options));
  const [rows] = await readAll(context, [showStat({ kinds: ["server"], only: "no-maint" })], options);
  const found = byName(rows.filter(isServer));
  const pools = [...wanted]
    .filter(([, names]) => names.some((name) => !found.has(name)))
    .map(([pool]) => pool);
  return new Map([...found, ...byName(await readPools(context, pools, options))]);
}

/** A pool that HAProxy does not have has no servers. */
async function readPools(
  { runtime }: LoadBalancerOptions,
  pools: readonly PoolName[],
  { signal }: OperationOptions,
): Promise<readonly ServerStat[]> {
  const commands = pools.map((pool) => showStat({ proxy: pool, kinds: ["server"] }));
  const results = await runtime.batch(commands, { ...(signal && { signal }) });
  return results.flatMap((result) => {
    if (result.ok) return result.value.filter(isServer);
    if (result.error.code === "REJECTED") return [];
    throw unreachable(result.error);
  });
}

function byName(rows: readonly ServerStat[]): ReadonlyMap<string, ServerStat> {
  return new Map(rows.filter(({ proxy }) => poolNumber(proxy) !== undefined).map((row) => [row.name, row]));
}

/** In the order of the numbers in names: pool_2 before pool_10. */
export function sortKey(name: string): string {
  return name.replace(/\d+/g, (digits) => digits.padStart(6, "0"));
}
