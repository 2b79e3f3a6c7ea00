import { type PoolName, poolName } from "@haproxy-mcp/pool-allocator";
import { type DomainPattern, parseDomainPattern } from "@haproxy-mcp/validation";
import { poolOfDomain } from "../certainty/certain.js";
import type { Context } from "../context.js";
import { sharedWith } from "../desired-state.js";
import { configuredServers } from "../monitoring/configured-servers.js";
import { healthOf, type ServerHealth } from "../monitoring/server-health.js";
import type { OperationOptions } from "../options.js";

export interface ServerList {
  readonly domain: DomainPattern;
  readonly pool: PoolName;
  /** Other names that use the pool. */
  readonly sharedWith: readonly DomainPattern[];
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
  const number = poolOfDomain(snapshot, domain);
  const servers = await healthOf(context, configuredServers(snapshot, domain), options);
  const shared = sharedWith(snapshot.state, number, domain);
  return { domain, pool: poolName(number), sharedWith: shared, servers };
}
