import type { PoolName } from "@haproxy-mcp/pool-allocator";
import type { Context } from "../context.js";
import { isHealthy, toStatus } from "../monitoring/health-status.js";
import { poolActivity, sessionsOn } from "../node/sessions.js";
import type { OperationOptions } from "../options.js";

/** What a change of servers leaves behind; each absent when HAProxy did not say. */
export interface Aftermath {
  /** Open sessions on the servers that it was about. */
  readonly sessions?: number | undefined;
  /** Servers of the pool that are up by a check of their address, or take traffic unchecked. Absent in a dry run, as the next. */
  readonly healthyCount?: number | undefined;
  /** Servers of the pool that take traffic before their first check. */
  readonly checkingCount?: number | undefined;
}

/** Adds what a change of servers leaves behind. The change stands, so failing to ask fails nothing. */
export async function withAftermath<Changed extends { readonly pool: PoolName }>(
  { node, isDryRun = false }: Pick<Context, "node" | "isDryRun">,
  changed: Changed,
  servers: readonly { readonly name: string }[],
  options: OperationOptions,
): Promise<Changed & Aftermath> {
  if (servers.length === 0) return { ...changed, sessions: 0 };
  const found = await poolActivity(node, changed.pool, options).catch(() => undefined);
  if (found === undefined) return changed;
  const sessions = sessionsOn(
    found,
    servers.map(({ name }) => name),
  );
  if (isDryRun) return { ...changed, sessions };
  const statuses = found.rows.map(toStatus);
  return {
    ...changed,
    sessions,
    healthyCount: statuses.filter(isHealthy).length,
    checkingCount: statuses.filter((status) => status === "CHECKING").length,
  };
}
