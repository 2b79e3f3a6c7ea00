import type { Servers, StateProblem } from "@haproxy-mcp/map-store";
import { type PoolName, poolName } from "@haproxy-mcp/pool-allocator";
import { type DomainPattern, isWildcard } from "@haproxy-mcp/validation";
import type { Context } from "../context.js";
import type { OperationOptions } from "../options.js";
import { type PageInput, pageOf } from "../page.js";
import { describeServers, type ServerView } from "../server-view.js";

/** Which domains, a page at a time. */
export interface ListDomainsInput extends PageInput {
  /** Default: false. */
  readonly includeWildcards?: boolean | undefined;
  /** Only names that hold this text, in any case. */
  readonly filter?: string | undefined;
}

/** A domain with its pool and servers. */
export interface DomainView {
  readonly domain: DomainPattern;
  readonly pool: PoolName;
  readonly wildcard: boolean;
  readonly servers: readonly ServerView[];
}

/** A page of domains. */
export interface DomainList {
  /** In the order of their names. */
  readonly domains: readonly DomainView[];
  /** How many there are in all pages together. */
  readonly total: number;
  readonly nextCursor?: string | undefined;
  /** The cursor after each domain, for a caller that shows fewer. */
  readonly cursors: readonly string[];
  /** Lines and records of the files that can't be read, and are left unchanged. */
  readonly problems: readonly StateProblem[];
}

/** See `LoadBalancer.listDomains`. */
export async function listDomains(
  { store }: Context,
  { includeWildcards = false, filter = "", ...page }: ListDomainsInput = {},
  options: OperationOptions = {},
): Promise<DomainList> {
  const { state, problems } = await store.read(options);
  const text = filter.toLowerCase();
  const found = [...state.pools].flatMap(([number, { names, servers }]) =>
    [...names]
      .filter((domain) => (includeWildcards || !isWildcard(domain)) && domain.includes(text))
      .map((domain) => ({ domain, number, servers })),
  );
  const { items, ...rest } = pageOf(found, ({ domain }) => domain, page);
  return {
    domains: items.map(describeDomain),
    ...rest,
    problems,
  };
}

function describeDomain({
  domain,
  number,
  servers,
}: {
  readonly domain: DomainPattern;
  readonly number: number;
  readonly servers: Servers;
}): DomainView {
  const pool = poolName(number);
  return { domain, pool, wildcard: isWildcard(domain), servers: describeServers(pool, servers) };
}
