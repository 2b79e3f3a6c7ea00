import type { PoolName } from "@haproxy-mcp/pool-allocator";
import {
  type ServerConnections,
  type ServerStat,
  showServersConnections,
  showStat,
} from "@haproxy-mcp/runtime-api-client";
import type { OperationOptions } from "../options.js";
import type { HaproxyNode } from "./haproxy-node.js";

/** The servers of a pool as HAProxy has them, empty slots included. */
export interface PoolActivity {
  readonly rows: readonly ServerStat[];
  /**
   * What keeps each server busy, by name: sessions, or connections in use where those are more; idle connections that are kept open
   * count for nothing.
   */
  readonly busy: ReadonlyMap<string, number>;
}

/** What keeps servers busy, in all. */
export function sessionsOn({ busy }: Pick<PoolActivity, "busy">, names: readonly string[]): number {
  return names.reduce((sum, name) => sum + (busy.get(name) ?? 0), 0);
}

/** What keeps servers of any pools busy, in all. @throws as `poolActivity` */
export async function sessionsInPools(
  node: HaproxyNode,
  wanted: ReadonlyMap<PoolName, readonly string[]>,
  options: OperationOptions,
): Promise<number> {
  const rows = await node.serverStats(wanted, options);
  const connections = await node.ask(
    [...wanted.keys()].map((pool) => showServersConnections(pool)),
    options,
  );
  const busy = busyServers([...rows.values()], connections.flat());
  return sessionsOn({ busy }, [...wanted.values()].flat());
}

/** @throws LoadBalancerError `HAPROXY_UNREACHABLE`, `CANCELLED` */
export async function poolActivity(
  node: HaproxyNode,
  pool: PoolName,
  options: OperationOptions,
): Promise<PoolActivity> {
  const [rows, connections] = await node.ask(
    [showStat({ proxy: pool, kinds: ["server"] }), showServersConnections(pool)],
    options,
  );
  return { rows, busy: busyServers(rows, connections) };
}

function busyServers(
  rows: readonly ServerStat[],
  connections: readonly ServerConnections[],
): PoolActivity["busy"] {
  const used = new Map(connections.map((row) => [row.server, row.used]));
  return new Map(
    rows.map(({ name, currentSessions }) => [name, Math.max(currentSessions, used.get(name) ?? 0)]),
  );
}
