import { parseDomainPattern, ValidationError } from "@haproxy-mcp/validation";
import { atIndex } from "../at-index.js";
import type { Context } from "../context.js";
import { parseServer, parseSlot, type ServerInput } from "../inputs.js";
import type { OperationOptions } from "../options.js";
import { planAddServers } from "../plans/add-servers.js";
import type { ChangedServers } from "../plans/set-servers.js";

/** In one call. */
export const MAX_ADDED_SERVERS = 10;

export interface AddServersInput {
  readonly domain: string;
  /** 1 to 10; `slot` from 1, or left out for the lowest free one. */
  readonly servers: readonly (ServerInput & { readonly slot?: number | undefined })[];
}

/**
 * Adds several servers to a domain, all or none.
 *
 * @throws ValidationError, LoadBalancerError whose field names the one at fault: `servers[2].ip`
 */
export async function addServers(
  context: Context,
  input: AddServersInput,
  options: OperationOptions = {},
): Promise<ChangedServers> {
  const domain = parseDomainPattern(input.domain);
  const { length } = input.servers;
  if (length < 1 || length > MAX_ADDED_SERVERS) {
    throw new ValidationError("OUT_OF_RANGE", "servers", `must be 1 to ${MAX_ADDED_SERVERS}, not ${length}`);
  }
  const servers = input.servers.map(({ slot, ...server }, index) =>
    atIndex(index, () => ({
      slot: slot === undefined ? undefined : parseSlot(slot),
      server: parseServer(server),
    })),
  );
  return context.changes.make((ground) => planAddServers(ground, context.pools, domain, servers), options);
}
