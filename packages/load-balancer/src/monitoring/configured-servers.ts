import type { DesiredState } from "@haproxy-mcp/map-store";
import { type PoolName, poolName } from "@haproxy-mcp/pool-allocator";
import { type DomainPattern, parseDomainPattern } from "@haproxy-mcp/validation";
import { domainsOfPool, poolOfDomain, serversByPool, serversOfPool } from "../desired-state.js";
import { describeServers, type ServerView } from "../server-view.js";

/** A server of the desired state, and where it stands. */
export interface ConfiguredServer extends ServerView {
  readonly pool: PoolName;
  /** Names that its pool serves, in the order of the map. */
  readonly domains: readonly DomainPattern[];
}

/**
 * Every server of the desired state, or those of one domain.
 *
 * @throws ValidationError, LoadBalancerError `DOMAIN_NOT_FOUND`
 */
export function configuredServers(
  state: DesiredState,
  domain: string | undefined,
): readonly ConfiguredServer[] {
  if (domain !== undefined) {
    const number = poolOfDomain(state, parseDomainPattern(domain));
    const domains = domainsOfPool(state, number);
    return serversIn(number, serversOfPool(state, number), domains);
  }
  const names = domainsByPool(state);
  return [...serversByPool(state)].flatMap(([number, servers]) =>
    serversIn(number, servers, names.get(number) ?? []),
  );
}

export function domainsByPool({ domains }: DesiredState): ReadonlyMap<number, readonly DomainPattern[]> {
  const found = new Map<number, DomainPattern[]>();
  domains.forEach((pool, domain) => {
    const known = found.get(pool);
    if (known === undefined) found.set(pool, [domain]);
    else known.push(domain);
  });
  return found;
}

function serversIn(
  number: number,
  servers: Parameters<typeof describeServers>[1],
  domains: readonly DomainPattern[],
): readonly ConfiguredServer[] {
  const pool = poolName(number);
  return describeServers(pool, servers).map((server) => ({ ...server, pool, domains }));
}

/** The names of servers by the pool that they are in. */
export function namesByPool(servers: readonly ConfiguredServer[]): ReadonlyMap<PoolName, readonly string[]> {
  const names = new Map<PoolName, string[]>();
  for (const { pool, name } of servers) names.set(pool, [...(names.get(pool) ?? []), name]);
  return names;
}
