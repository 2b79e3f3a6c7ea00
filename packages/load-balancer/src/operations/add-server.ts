import { parseDomainPattern } from "@haproxy-mcp/validation";
import type { Context } from "../context.js";
import { parseServerInSlot, type ServerInSlotInput } from "../inputs.js";
import type { OperationOptions } from "../options.js";
import { type AddedServer, planAddServer } from "../plans/add-server.js";

/** A server to add to a domain. */
export interface AddServerInput extends ServerInSlotInput {
  readonly domain: string;
  /** Overwrites what the slot has; with no slot, the server with the same address and port, if there is one. Default: false. */
  readonly replace?: boolean | undefined;
}

/** See `Changes.addServer`. */
export async function addServer(
  context: Context,
  { domain, replace = false, ...server }: AddServerInput,
  options: OperationOptions = {},
): Promise<AddedServer> {
  const wanted = { domain: parseDomainPattern(domain), ...parseServerInSlot(server), replace };
  return context.changes.make((ground) => planAddServer(ground, context.pools, wanted), options);
}
