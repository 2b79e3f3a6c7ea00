import { type PoolName, poolName } from "@haproxy-mcp/pool-allocator";
import { type DomainPattern, parseDomainPattern } from "@haproxy-mcp/validation";
import { poolOfDomain } from "../certainty/certain.js";
import type { Context } from "../context.js";
import { configuredServers } from "../monitoring/configured-servers.js";
import { healthOf, type ServerHealth } from "../monitoring/server-health.js";
import type { OperationOptions } from "../options.js";

export interface ServerList {
  readonly domain: DomainPattern;
  readonly pool: PoolName;
  /** In the order of their slots. */
  readonly servers: readonly ServerHealth[];
}

/** The servers of a domain as they should be, each with its status in HAProxy now. */
export async function listServers(
  context: Context,
  input: { readonly domain: string },
  options: OperationOptions = {},
): Promise<ServerList> {
  const domain = parseDomainPattern(input.domain);
  const snapshot = await context.store.read(options);
  const pool = poolName(poolOfDomain(snapshot, domain));
  const servers = await healthOf(context, configuredServers(snapshot, domain), options);
  return { domain, pool, servers };
}
