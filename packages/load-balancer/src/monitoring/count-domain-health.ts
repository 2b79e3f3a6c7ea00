import type { Pool } from "@haproxy-mcp/map-store";
import { type PoolName, poolName, poolNumber, serverName } from "@haproxy-mcp/pool-allocator";
import { type ServerStat, showStat } from "@haproxy-mcp/runtime-api-client";
import type { DomainPattern } from "@haproxy-mcp/validation";
import type { Context } from "../context.js";
import type { OperationOptions } from "../options.js";
import { serversIn } from "./configured-servers.js";
import { type DomainStatus, domainStatus, isHealthy, toStatus } from "./health-status.js";
import { type ServerHealth, toHealth } from "./server-health.js";

/** A pool whose domains are degraded or down. */
export interface UnhealthyPool {
  readonly pool: PoolName;
  readonly domains: ReadonlySet<DomainPattern>;
  readonly status: "degraded" | "down";
  readonly healthyCount: number;
  readonly serverCount: number;
  /** Servers that a check found down, in the order of their slots. */
  readonly down: readonly ServerHealth[];
}

/** The domains by status, and the pools that need attention. */
export interface DomainHealthCounts {
  /** How many domains have which status. */
  readonly counts: Readonly<Record<DomainStatus, number>>;
  /** Those that are down first. */
  readonly unhealthy: readonly UnhealthyPool[];
}

/** See `LoadBalancer.countDomainHealth`. */
export async function countDomainHealth(
  context: Context,
  options: OperationOptions = {},
): Promise<DomainHealthCounts> {
  const { state } = await context.store.read(options);
  // servers in maintenance, as empty slots are, make no domain healthy
  const [rows] = await context.node.ask([showStat({ kinds: ["server"], only: "no-maint" })], options);
  const running = new Map(
    rows.filter(({ proxy }) => poolNumber(proxy) !== undefined).map((row) => [row.name, row]),
  );
  const counts = { healthy: 0, checking: 0, degraded: 0, down: 0, no_servers: 0 };
  const unhealthy: UnhealthyPool[] = [];
  for (const [number, pool] of state.pools) {
    const found = healthOfPool(poolName(number), pool, running);
    counts[found.status] += pool.names.size;
    const { status } = found;
    if (pool.names.size === 0 || (status !== "down" && status !== "degraded")) continue;
    const servers = serversIn(number, pool).map((server) => toHealth(server, running.get(server.name)));
    const down = servers.filter((server) => server.status === "DOWN");
    unhealthy.push({ ...found, status, domains: pool.names, down });
  }
  return { counts, unhealthy: unhealthy.sort((a, b) => rank(a) - rank(b)) };
}

/** @param running servers that are not in maintenance, by name */
function healthOfPool(pool: PoolName, { servers }: Pool, running: ReadonlyMap<string, ServerStat>) {
  let [healthyCount, checking] = [0, 0];
  for (const slot of servers.keys()) {
    const row = running.get(serverName(pool, slot));
    if (row === undefined) continue;
    const status = toStatus(row);
    if (isHealthy(status)) healthyCount++;
    if (status === "CHECKING") checking++;
  }
  const serverCount = servers.size;
  const status = domainStatus({ total: serverCount, healthy: healthyCount, checking });
  return { pool, status, healthyCount, serverCount };
}

const rank = ({ status }: UnhealthyPool): number => (status === "down" ? 0 : 1);
