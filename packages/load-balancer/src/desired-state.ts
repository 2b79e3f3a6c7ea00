import { type DesiredState, mapKey, type Pool, poolOf, type ServerRecord } from "@haproxy-mcp/map-store";
import { poolNumber } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern, Slot } from "@haproxy-mcp/validation";
import { LoadBalancerError } from "./errors.js";

const NO_POOL: Pool = { names: new Set(), servers: new Map() };

/** @throws LoadBalancerError `DOMAIN_NOT_FOUND` */
export function poolOfDomain(state: DesiredState, domain: DomainPattern, field = "domain"): number {
  const pool = poolOf(state, domain);
  if (pool !== undefined) return pool;
  throw new LoadBalancerError("DOMAIN_NOT_FOUND", `${domain} is not among the domains`, { field });
}

/** @throws LoadBalancerError `DOMAIN_EXISTS`, also for a name that people route to a backend of their own */
export function assertFree(state: DesiredState, domain: DomainPattern): void {
  if (poolOf(state, domain) !== undefined) {
    throw new LoadBalancerError("DOMAIN_EXISTS", `${domain} exists already`, { field: "domain" });
  }
  const backend = state.foreign.get(mapKey(domain));
  if (backend !== undefined) {
    throw new LoadBalancerError("DOMAIN_EXISTS", `${domain} is routed by hand to ${backend}`, {
      field: "domain",
    });
  }
}

/** A pool by its number; one that is not in use has neither names nor servers. */
export function poolAt({ pools }: DesiredState, number: number): Pool {
  return pools.get(number) ?? NO_POOL;
}

export function namesIn({ pools }: DesiredState): number {
  return [...pools.values()].reduce((sum, { names }) => sum + names.size, 0);
}

/** Pools that are not given to others: those of domains, and those that people route to in a way of their own. */
export function poolsInUse({ pools, foreign }: DesiredState): ReadonlySet<number> {
  const routed = [...foreign.values()].flatMap((backend) => poolNumber(backend) ?? []);
  return new Set([...pools.keys(), ...routed]);
}

export function withDomain(state: DesiredState, domain: DomainPattern, pool: number): DesiredState {
  const { names, servers } = poolAt(state, pool);
  return withPool(state, pool, { names: new Set(names).add(domain), servers });
}

/** The servers of a pool go with its last name. */
export function withoutDomain(state: DesiredState, domain: DomainPattern): DesiredState {
  const pool = poolOfDomain(state, domain);
  const { names, servers } = poolAt(state, pool);
  return withPool(state, pool, { names: new Set([...names].filter((name) => name !== domain)), servers });
}

export function withServer(
  state: DesiredState,
  pool: number,
  slot: Slot,
  server: ServerRecord,
): DesiredState {
  const { names, servers } = poolAt(state, pool);
  return withPool(state, pool, { names, servers: new Map(servers).set(slot, server) });
}

export function withoutServer(state: DesiredState, pool: number, slot: Slot): DesiredState {
  const { names, servers } = poolAt(state, pool);
  return withPool(state, pool, { names, servers: new Map([...servers].filter(([other]) => other !== slot)) });
}

function withPool(state: DesiredState, number: number, pool: Pool): DesiredState {
  const pools = new Map(state.pools);
  if (pool.names.size > 0) pools.set(number, pool);
  else pools.delete(number);
  return { ...state, pools };
}
