import type { PoolName } from "@haproxy-mcp/pool-allocator";
import { showServersConnections, showStat } from "@haproxy-mcp/runtime-api-client";
import type { OperationOptions } from "../options.js";
import type { HaproxyNode } from "./haproxy-node.js";

/**
 * What keeps each server of a pool busy: sessions, or connections in use where those are more; idle connections that are
 * kept open count for nothing.
 *
 * @throws LoadBalancerError `HAPROXY_UNREACHABLE`, `CANCELLED`
 */
export async function busySessions(
  node: HaproxyNode,
  pool: PoolName,
  options: OperationOptions,
): Promise<ReadonlyMap<string, number>> {
  const [stats, connections] = await node.ask(
    [showStat({ proxy: pool, kinds: ["server"] }), showServersConnections(pool)],
    options,
  );
  const used = new Map(connections.map((row) => [row.server, row.used]));
  return new Map(
    stats.map(({ name, currentSessions }) => [name, Math.max(currentSessions, used.get(name) ?? 0)]),
  );
}

/** What was left open when servers were changed. */
export interface OpenSessions {
  /** Sessions on the servers; absent when HAProxy did not say. */
  readonly sessions?: number | undefined;
}

/** Adds the sessions on the servers that a change was about. The change stands, so failing to count them fails nothing. */
export async function withSessions<Changed extends { readonly pool: PoolName }>(
  node: HaproxyNode,
  changed: Changed,
  servers: readonly { readonly name: string }[],
  options: OperationOptions,
): Promise<Changed & OpenSessions> {
  if (servers.length === 0) return { ...changed, sessions: 0 };
  const busy = await busySessions(node, changed.pool, options).catch(() => undefined);
  if (busy === undefined) return changed;
  return { ...changed, sessions: servers.reduce((sum, { name }) => sum + (busy.get(name) ?? 0), 0) };
}
