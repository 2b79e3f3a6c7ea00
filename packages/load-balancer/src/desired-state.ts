import { type DesiredState, type Pool, poolOf, type ServerRecord } from "@haproxy-mcp/map-store";
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

/** A name that leaves a pool, joins one, or both. */
export interface Move {
  readonly name: DomainPattern;
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** Any number of moves: of thousands, each pool is copied once. The servers of a pool go with its last name. */
export function withMoves(state: DesiredState, moves: Iterable<Move>): DesiredState {
  const changed = new Map<number, Set<DomainPattern>>();
  const namesOf = (pool: number) => {
    const names = changed.get(pool) ?? new Set(poolAt(state, pool).names);
    changed.set(pool, names);
    return names;
  };
  for (const { name, from, to } of moves) {
    if (from !== undefined) namesOf(from).delete(name);
    if (to !== undefined) namesOf(to).add(name);
  }
  const pools = new Map(state.pools);
  for (const [number, names] of changed) {
    if (names.size > 0) pools.set(number, { names, servers: poolAt(state, number).servers });
    else pools.delete(number);
  }
  return { ...state, pools };
}

/** Up to as many, looking through the pools for each takes less than looking at all names once. */
const FEW_NAMES = 50;

/** `poolOf` for many names. @param count how many it is asked for, about */
export function poolFinder(state: DesiredState, count: number): (name: DomainPattern) => number | undefined {
  if (count <= FEW_NAMES) return (name) => poolOf(state, name);
  const byName = new Map<DomainPattern, number>();
  for (const [pool, { names }] of state.pools) for (const name of names) byName.set(name, pool);
  return (name) => byName.get(name);
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
