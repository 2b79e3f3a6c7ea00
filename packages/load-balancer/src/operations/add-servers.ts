import { parseDomainPattern } from "@haproxy-mcp/validation";
import type { Context } from "../context.js";
import { parseServers, type ServerInSlotInput } from "../inputs.js";
import type { OperationOptions } from "../options.js";
import { type AddedServers, planAddServers } from "../plans/add-servers.js";

/** Servers to add to a domain, all or none. */
export interface AddServersInput {
  readonly domain: string;
  /** 1 to 10 */
  readonly servers: readonly ServerInSlotInput[];
  /** Overwrites what the slots have; with no slot, a server with the same address and port, if there is one. Default: false. */
  readonly replace?: boolean | undefined;
}

/** See `Changes.addServers`. */
export async function addServers(
  context: Context,
  input: AddServersInput,
  options: OperationOptions = {},
): Promise<AddedServers> {
  const domain = parseDomainPattern(input.domain);
  const { replace = false } = input;
  const servers = parseServers(input.servers, { atLeast: 1, replace });
  return context.changes.make((ground) => planAddServers(ground, context.pools, domain, servers), options);
}
