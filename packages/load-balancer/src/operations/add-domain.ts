import { parseDomainPattern, ValidationError } from "@haproxy-mcp/validation";
import type { Context } from "../context.js";
import { parseServer, parseServers, type ServerInput, type ServerInSlotInput } from "../inputs.js";
import type { OperationOptions } from "../options.js";
import { type AddedDomain, planAddDomain } from "../plans/add-domain.js";

/** In one call. */
export const MAX_ADDED_ALIASES = 20;

/** A domain to add: with servers of its own, with those of another domain, or with none yet. */
export interface AddDomainInput {
  /** A host name, or `*.` and a host name for every name below it. */
  readonly domain: string;
  /** Takes the lowest free slot. */
  readonly server?: ServerInput | undefined;
  /** Up to 10, besides `server`. */
  readonly servers?: readonly ServerInSlotInput[] | undefined;
  /** Up to 20 more names for the same pool. */
  readonly aliases?: readonly string[] | undefined;
  /** Shares the pool of this domain, which exists already, and its servers: none can be given. */
  readonly aliasOf?: string | undefined;
  /** Discards the servers that `servers.json` has under these names though no line of the map has them. Default: false. */
  readonly replace?: boolean | undefined;
}

/** See `Changes.addDomain`. */
export async function addDomain(
  context: Context,
  { domain, server, servers = [], aliases = [], aliasOf, replace = false }: AddDomainInput,
  options: OperationOptions = {},
): Promise<AddedDomain> {
  if (aliases.length > MAX_ADDED_ALIASES) {
    const problem = `must be at most ${MAX_ADDED_ALIASES}, not ${aliases.length}`;
    throw new ValidationError("OUT_OF_RANGE", "aliases", problem);
  }
  const wanted = {
    domain: parseDomainPattern(domain),
    server: server === undefined ? undefined : parseServer(server),
    servers: parseServers(servers, { atLeast: 0 }),
    aliases: aliases.map((alias, index) => parseDomainPattern(alias, `aliases[${index}]`)),
    aliasOf: aliasOf === undefined ? undefined : parseDomainPattern(aliasOf, "alias_of"),
    replace,
  };
  return context.changes.make((ground) => planAddDomain(ground, context.pools, wanted), options);
}
