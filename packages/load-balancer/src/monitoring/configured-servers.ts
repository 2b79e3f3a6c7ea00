import type { Pool, StateSnapshot } from "@haproxy-mcp/map-store";
import { type PoolName, poolName } from "@haproxy-mcp/pool-allocator";
import { type DomainPattern, parseDomainPattern } from "@haproxy-mcp/validation";
import { poolOfDomain } from "../certainty/certain.js";
import { poolAt } from "../desired-state.js";
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
  snapshot: StateSnapshot,
  domain: string | undefined,
): readonly ConfiguredServer[] {
  if (domain !== undefined) {
    const number = poolOfDomain(snapshot, parseDomainPattern(domain));
    return serversIn(number, poolAt(snapshot.state, number));
  }
  return [...snapshot.state.pools].flatMap(([number, pool]) => serversIn(number, pool));
}

/** Those of one pool. */
export function serversIn(number: number, { names, servers }: Pool): readonly ConfiguredServer[] {
  const [pool, domains] = [poolName(number), [...names]];
  return describeServers(pool, servers).map((server) => ({ ...server, pool, domains }));
}

/** The names of servers by the pool that they are in. */
export function namesByPool(servers: readonly ConfiguredServer[]): ReadonlyMap<PoolName, readonly string[]> {
  const names = new Map<PoolName, string[]>();
  for (const { pool, name } of servers) names.set(pool, [...(names.get(pool) ?? []), name]);
  return names;
}
