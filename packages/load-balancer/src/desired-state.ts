import type { DesiredState, Pool, ServerRecord } from "@haproxy-mcp/map-store";
import { poolNumber } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern, Slot } from "@haproxy-mcp/validation";

type ServerAddress = Pick<ServerRecord, "ip" | "port">;

const NO_POOL: Pool = { names: new Set(), servers: new Map() };

/** A pool by its number; one that is not in use has neither names nor servers. */
export function poolAt({ pools }: DesiredState, number: number): Pool {
  return pools.get(number) ?? NO_POOL;
}

/** The other names of a domain's pool: what is done to its servers, is done to theirs. */
export function sharedWith(
  state: DesiredState,
  pool: number,
  domain: DomainPattern,
): readonly DomainPattern[] {
  return [...poolAt(state, pool).names].filter((name) => name !== domain);
}

export function namesIn({ pools }: DesiredState): number {
  return [...pools.values()].reduce((sum, { names }) => sum + names.size, 0);
}

/** Pools that are not given to others: those of domains, and those of entries that the operator manages. */
export function poolsInUse({ pools, foreign }: DesiredState): ReadonlySet<number> {
  const routed = [...foreign.values()].flatMap((backend) => poolNumber(backend) ?? []);
  return new Set([...pools.keys(), ...routed]);
}

export function withDomain(state: DesiredState, domain: DomainPattern, pool: number): DesiredState {
  const { names, servers } = poolAt(state, pool);
  return withPool(state, pool, { names: new Set(names).add(domain), servers });
}

/** The servers of a pool go with its last name. */
export function withoutDomain(state: DesiredState, domain: DomainPattern, pool: number): DesiredState {
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

/** Several slots of a pool, each with its server, or empty. */
export function withSlots(
  state: DesiredState,
  pool: number,
  slots: Iterable<readonly [Slot, ServerRecord | undefined]>,
): DesiredState {
  return withServers(
    state,
    [...slots].map(([slot, server]) => ({ pool, slot, server })),
  );
}

interface PlacedServer {
  readonly pool: number;
  readonly slot: Slot;
  /** `undefined` for an empty slot. */
  readonly server: ServerRecord | undefined;
}

/** Slots of any number of pools: of thousands, all are copied once. */
export function withServers(state: DesiredState, placed: Iterable<PlacedServer>): DesiredState {
  const changed = new Map<number, Map<Slot, ServerRecord>>();
  for (const { pool, slot, server } of placed) {
    const servers = changed.get(pool) ?? new Map(poolAt(state, pool).servers);
    changed.set(pool, servers);
    if (server === undefined) servers.delete(slot);
    else servers.set(slot, server);
  }
  const pools = new Map(state.pools);
  for (const [number, servers] of changed) {
    const { names } = poolAt(state, number);
    if (names.size > 0) pools.set(number, { names, servers });
  }
  return { ...state, pools };
}

/** The same address and port, whatever the weight and state. */
export function isSameServer(one: ServerAddress | undefined, other: ServerAddress | undefined): boolean {
  return one !== undefined && one.ip === other?.ip && one.port === other.port;
}

function withPool(state: DesiredState, number: number, pool: Pool): DesiredState {
  const pools = new Map(state.pools);
  if (pool.names.size > 0) pools.set(number, pool);
  else pools.delete(number);
  return { ...state, pools };
}
