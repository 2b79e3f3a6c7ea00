import type { PoolName } from "@haproxy-mcp/pool-allocator";
import { type ServerStat, showServersConnections, showStat } from "@haproxy-mcp/runtime-api-client";
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
  const used = new Map(connections.map((row) => [row.server, row.used]));
  const busy = rows.map(({ name, currentSessions }) => {
    return [name, Math.max(currentSessions, used.get(name) ?? 0)] as const;
  });
  return { rows, busy: new Map(busy) };
}
