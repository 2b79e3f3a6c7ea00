import type { Context } from "../context.js";
import { type DomainHealth, domainHealth } from "../monitoring/server-health.js";
import type { OperationOptions } from "../options.js";

/** The servers of a domain, each with its health. */
export type ServerList = Pick<DomainHealth, "domain" | "pool" | "sharedWith" | "servers">;

/** See `LoadBalancer.listServers`. */
export async function listServers(
  context: Context,
  input: { readonly domain: string },
  options: OperationOptions = {},
): Promise<ServerList> {
  const { domain, pool, sharedWith, servers } = await domainHealth(context, input, options);
  return { domain, pool, sharedWith, servers };
}
