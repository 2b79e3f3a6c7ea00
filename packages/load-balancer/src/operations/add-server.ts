import { parseDomainPattern } from "@haproxy-mcp/validation";
import type { Context } from "../context.js";
import { parseServer, parseSlot, type ServerInput } from "../inputs.js";
import type { OperationOptions } from "../options.js";
import { type ChangedServer, planAddServer } from "../plans/add-server.js";

export interface AddServerInput extends ServerInput {
  readonly domain: string;
  /** From 1; left out, the lowest free one. */
  readonly slot?: number | undefined;
}

/** Puts a server into a slot of the domain's pool; it takes traffic at once. */
export async function addServer(
  context: Context,
  { domain, slot, ...server }: AddServerInput,
  options: OperationOptions = {},
): Promise<ChangedServer> {
  const wanted = {
    domain: parseDomainPattern(domain),
    slot: slot === undefined ? undefined : parseSlot(slot),
    server: parseServer(server),
  };
  return context.changes.make((ground) => planAddServer(ground, context.pools, wanted), options);
}
