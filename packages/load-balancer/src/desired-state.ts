import { type DesiredState, mapKey, patchMap, type ServerRecord } from "@haproxy-mcp/map-store";
import { poolNumber } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern, Slot } from "@haproxy-mcp/validation";
import { LoadBalancerError } from "./errors.js";

export type Servers = ReadonlyMap<Slot, ServerRecord>;

const NO_SERVERS: Servers = new Map();

/** @throws LoadBalancerError `DOMAIN_NOT_FOUND` */
export function poolOfDomain(state: DesiredState, domain: DomainPattern, field = "domain"): number {
  const pool = state.domains.get(domain);
  if (pool !== undefined) return pool;
  throw new LoadBalancerError("DOMAIN_NOT_FOUND", `${domain} is not among the domains`, { field });
}

/** @throws LoadBalancerError `DOMAIN_EXISTS`, also for a name that people route to a backend of their own */
export function assertFree(state: DesiredState, domain: DomainPattern): void {
  if (state.domains.has(domain)) {
    throw new LoadBalancerError("DOMAIN_EXISTS", `${domain} exists already`, { field: "domain" });
  }
  const backend = state.foreign.get(mapKey(domain));
  if (backend !== undefined) {
    throw new LoadBalancerError("DOMAIN_EXISTS", `${domain} is routed by hand to ${backend}`, {
      field: "domain",
    });
  }
}

/** Names that share a pool, in the order of the map file. */
export function domainsOfPool({ domains }: DesiredState, pool: number): readonly DomainPattern[] {
  const found: DomainPattern[] = [];
  domains.forEach((its, domain) => {
    if (its === pool) found.push(domain);
  });
  return found;
}

/** Pools that are given to nobody else: those of domains, and those that people route to in a way of their own. */
export function poolsInUse({ domains, foreign }: DesiredState): ReadonlySet<number> {
  const pools = new Set<number>();
  domains.forEach((pool) => {
    pools.add(pool);
  });
  for (const backend of foreign.values()) {
    const pool = poolNumber(backend);
    if (pool !== undefined) pools.add(pool);
  }
  return pools;
}

/** The servers of a pool: those written under any of its names. The first name wins where two claim one slot. */
export function serversOfPool(state: DesiredState, pool: number): Servers {
  return serversUnder(state, domainsOfPool(state, pool));
}

/** All pools that have servers, with them. Looks at the names that servers are written under only: there may be many others. */
export function serversByPool(state: DesiredState): ReadonlyMap<number, Servers> {
  const holders = new Map<number, DomainPattern[]>();
  state.servers.forEach((servers, domain) => {
    const pool = state.domains.get(domain);
    if (pool === undefined || servers.size === 0) return;
    holders.set(pool, [...(holders.get(pool) ?? []), domain]);
  });
  return new Map(
    [...holders].map(([pool, domains]) => [
      pool,
      domains.length > 1 ? serversOfPool(state, pool) : serversUnder(state, domains),
    ]),
  );
}

function serversUnder(state: DesiredState, domains: readonly DomainPattern[]): Servers {
  const [only, another] = domains.filter((domain) => (state.servers.get(domain)?.size ?? 0) > 0);
  if (another === undefined) return (only !== undefined && state.servers.get(only)) || NO_SERVERS;
  return new Map(domains.flatMap((domain) => [...(state.servers.get(domain) ?? [])]).reverse());
}

/** The name that the servers of a pool are written under: the first that has some, else the first of all. */
function holderOfPool(state: DesiredState, pool: number): DomainPattern | undefined {
  const domains = domainsOfPool(state, pool);
  return domains.find((domain) => (state.servers.get(domain)?.size ?? 0) > 0) ?? domains[0];
}

export function withDomain(state: DesiredState, domain: DomainPattern, pool: number): DesiredState {
  return { ...state, domains: patchMap(state.domains, { set: [[domain, pool]] }) };
}

/** Servers written under the name go with it, or over to a name that still uses the pool. */
export function withoutDomain(state: DesiredState, domain: DomainPattern): DesiredState {
  const pool = poolOfDomain(state, domain);
  const servers = serversOfPool(state, pool);
  const left: DesiredState = {
    ...state,
    domains: patchMap(state.domains, { remove: [domain] }),
    servers: patchMap(state.servers, { remove: [domain] }),
  };
  const heir = holderOfPool(left, pool);
  return heir === undefined ? left : withServers(left, heir, servers);
}

export function withServer(
  state: DesiredState,
  pool: number,
  slot: Slot,
  server: ServerRecord,
): DesiredState {
  const holder = holderOfPool(state, pool);
  if (holder === undefined) throw new RangeError(`pool ${pool} has no domain`);
  return withServerOf(state, holder, slot, server);
}

/**
 * Under a name of its own, whatever other names the pool has. A new name must have its server so: until the map has the name, the
 * server is nobody's, and a crash leaves an orphan to clear, not half of the change.
 */
export function withServerOf(
  state: DesiredState,
  domain: DomainPattern,
  slot: Slot,
  server: ServerRecord,
): DesiredState {
  return withServers(state, domain, new Map([...(state.servers.get(domain) ?? []), [slot, server]]));
}

export function withoutServer(state: DesiredState, pool: number, slot: Slot): DesiredState {
  return domainsOfPool(state, pool).reduce((left, domain) => {
    const servers = left.servers.get(domain);
    if (servers?.has(slot) !== true) return left;
    return withServers(left, domain, new Map([...servers].filter(([other]) => other !== slot)));
  }, state);
}

function withServers(state: DesiredState, domain: DomainPattern, servers: Servers): DesiredState {
  return { ...state, servers: patchMap(state.servers, { set: [[domain, servers]] }) };
}
