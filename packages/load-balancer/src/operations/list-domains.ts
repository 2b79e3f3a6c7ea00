import type { StateProblem } from "@haproxy-mcp/map-store";
import { type PoolName, poolName } from "@haproxy-mcp/pool-allocator";
import { type DomainPattern, isWildcard } from "@haproxy-mcp/validation";
import type { LoadBalancerOptions, OperationOptions } from "../context.js";
import { type Servers, serversByPool } from "../desired-state.js";
import { type PageInput, pageOf } from "../page.js";
import { describeServers, type ServerView } from "../server-view.js";

export interface ListDomainsInput extends PageInput {
  /** Default: false. */
  readonly includeWildcards?: boolean;
  /** Only names that hold this text, in any case. */
  readonly filter?: string;
}

export interface DomainView {
  readonly domain: DomainPattern;
  readonly pool: PoolName;
  readonly wildcard: boolean;
  readonly servers: readonly ServerView[];
}

export interface DomainList {
  /** In the order of their names. */
  readonly domains: readonly DomainView[];
  /** How many there are in all pages together. */
  readonly total: number;
  readonly nextCursor?: string;
  /** Lines and records of the files that could not be understood, and were kept. */
  readonly problems: readonly StateProblem[];
}

/** The domains of the desired state, a page at a time. HAProxy is not asked. */
export async function listDomains(
  { store }: LoadBalancerOptions,
  { includeWildcards = false, filter = "", ...page }: ListDomainsInput = {},
  options: OperationOptions = {},
): Promise<DomainList> {
  const { state, problems } = await store.read(options);
  const text = filter.toLowerCase();
  const names = [...state.domains.keys()].filter(
    (domain) => (includeWildcards || !isWildcard(domain)) && domain.includes(text),
  );
  const { items, ...rest } = pageOf(names, (domain) => domain, page);
  const servers = serversByPool(state);
  return {
    domains: items.map((domain) => describeDomain(domain, state.domains.get(domain) ?? 0, servers)),
    ...rest,
    problems,
  };
}

function describeDomain(
  domain: DomainPattern,
  pool: number,
  servers: ReadonlyMap<number, Servers>,
): DomainView {
  const name = poolName(pool);
  return {
    domain,
    pool: name,
    wildcard: isWildcard(domain),
    servers: describeServers(name, servers.get(pool) ?? new Map()),
  };
}
