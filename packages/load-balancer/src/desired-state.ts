import { type DesiredState, mapKey, type ServerRecord } from "@haproxy-mcp/map-store";
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
export function domainsOfPool(state: DesiredState, pool: number): readonly DomainPattern[] {
  return [...state.domains].filter(([, its]) => its === pool).map(([domain]) => domain);
}

/** The servers of a pool: those written under any of its names. The first name wins where two claim one slot. */
export function serversOfPool(state: DesiredState, pool: number): Servers {
  const records = domainsOfPool(state, pool).flatMap((domain) => [...(state.servers.get(domain) ?? [])]);
  return new Map(records.reverse());
}

/** All pools in use with their servers, in one pass. */
export function serversByPool(state: DesiredState): ReadonlyMap<number, Servers> {
  const pools = new Map<number, Map<Slot, ServerRecord>>();
  for (const [domain, pool] of state.domains) {
    const servers = pools.get(pool) ?? new Map<Slot, ServerRecord>();
    pools.set(pool, servers);
    for (const [slot, server] of state.servers.get(domain) ?? NO_SERVERS) {
      if (!servers.has(slot)) servers.set(slot, server);
    }
  }
  return pools;
}

/** The name that the servers of a pool are written under: the first that has some, else the first of all. */
function holderOfPool(state: DesiredState, pool: number): DomainPattern | undefined {
  const domains = domainsOfPool(state, pool);
  return domains.find((domain) => (state.servers.get(domain)?.size ?? 0) > 0) ?? domains[0];
}

export function withDomain(state: DesiredState, domain: DomainPattern, pool: number): DesiredState {
  return { ...state, domains: new Map([...state.domains, [domain, pool]]) };
}

/** Servers written under the name go with it, or over to a name that still uses the pool. */
export function withoutDomain(state: DesiredState, domain: DomainPattern): DesiredState {
  const pool = poolOfDomain(state, domain);
  const servers = serversOfPool(state, pool);
  const left: DesiredState = {
    ...state,
    domains: new Map([...state.domains].filter(([other]) => other !== domain)),
    servers: new Map([...state.servers].filter(([other]) => other !== domain)),
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
  return withServers(state, holder, new Map([...(state.servers.get(holder) ?? []), [slot, server]]));
}

export function withoutServer(state: DesiredState, pool: number, slot: Slot): DesiredState {
  return domainsOfPool(state, pool).reduce((left, domain) => {
    const servers = left.servers.get(domain);
    if (servers?.has(slot) !== true) return left;
    return withServers(left, domain, new Map([...servers].filter(([other]) => other !== slot)));
  }, state);
}

function withServers(state: DesiredState, domain: DomainPattern, servers: Servers): DesiredState {
  return { ...state, servers: new Map([...state.servers, [domain, servers]]) };
}
