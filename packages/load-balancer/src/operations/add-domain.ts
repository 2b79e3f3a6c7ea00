import { parseDomainPattern } from "@haproxy-mcp/validation";
import type { Context } from "../context.js";
import { parseServer, type ServerInput } from "../inputs.js";
import type { OperationOptions } from "../options.js";
import { type AddedDomain, planAddDomain } from "../plans/add-domain.js";

export interface AddDomainInput {
  /** A host name, or `*.` and a host name for every name below it. */
  readonly domain: string;
  /** Takes the lowest free slot. */
  readonly server?: ServerInput | undefined;
  /** Shares the pool of this domain, which exists already. */
  readonly aliasOf?: string | undefined;
  /** Discards the servers that `servers.json` has under this name though no line of the map has it. Default: false. */
  readonly replace?: boolean | undefined;
}

/** Routes a domain to the lowest free pool. */
export async function addDomain(
  context: Context,
  { domain, server, aliasOf, replace = false }: AddDomainInput,
  options: OperationOptions = {},
): Promise<AddedDomain> {
  const wanted = {
    domain: parseDomainPattern(domain),
    server: server === undefined ? undefined : parseServer(server),
    aliasOf: aliasOf === undefined ? undefined : parseDomainPattern(aliasOf, "alias_of"),
    replace,
  };
  return context.changes.make((ground) => planAddDomain(ground, context.pools, wanted), options);
}
