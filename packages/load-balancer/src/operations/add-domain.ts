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
}

/** Routes a domain to the lowest free pool. */
export async function addDomain(
  context: Context,
  { domain, server, aliasOf }: AddDomainInput,
  options: OperationOptions = {},
): Promise<AddedDomain> {
  const wanted = {
    domain: parseDomainPattern(domain),
    server: server === undefined ? undefined : parseServer(server),
    aliasOf: aliasOf === undefined ? undefined : parseDomainPattern(aliasOf, "alias_of"),
  };
  return context.changes.make((state) => planAddDomain(state, context.pools, wanted), options);
}
