import type { DomainPattern, IpAddress, Port, ServerState, Slot, Weight } from "@haproxy-mcp/validation";

/** A server of a pool, as it should be. */
export interface ServerRecord {
  readonly ip: IpAddress;
  readonly port: Port;
  readonly weight: Weight;
  readonly state: ServerState;
}

/**
 * Why a server may not have an address: `127.0.0.1:9999 is …`; `undefined` if it may. Pure: another rule is another function.
 */
export type RefuseServer = (server: Pick<ServerRecord, "ip" | "port">) => string | undefined;

/** The servers of a pool by slot, from 1. */
export type Servers = ReadonlyMap<Slot, ServerRecord>;

/** The names that HAProxy routes to one backend, and the servers in its slots. */
export interface Pool {
  /** At least one, in the order of the file. A name is in one pool only. */
  readonly names: ReadonlySet<DomainPattern>;
  readonly servers: Servers;
}

/** What HAProxy should route where. A plain value: a change returns a new one and leaves the old one unchanged. */
export interface DesiredState {
  /** By number; a pool without names is absent. */
  readonly pools: ReadonlyMap<number, Pool>;
  /**
   * Entries of the map that HAProxy looks up and this store does not manage, key to value as in the file: those
   * that route to another backend than a pool, and those whose key is no domain, such as `intranet` or `10.1.2.3`. They are
   * kept, and what a change does to them is ignored. A value may name a pool: that pool is in use.
   */
  readonly foreign: ReadonlyMap<string, string>;
}

/** A state without domains and servers. */
export const emptyState: DesiredState = { pools: new Map(), foreign: new Map() };

export const NO_SERVERS: Servers = new Map();
export const NO_NAMES: ReadonlySet<DomainPattern> = new Set();

/** The number of the pool that has a name. Takes a time that grows with the number of pools, not of names. */
export function poolOf({ pools }: Pick<DesiredState, "pools">, name: DomainPattern): number | undefined {
  for (const [number, { names }] of pools) if (names.has(name)) return number;
  return undefined;
}

/** Whether a server is the same in all its values; none is the same as none. */
export function sameRecord(a: ServerRecord | undefined, b: ServerRecord | undefined): boolean {
  if (a === undefined) return b === undefined;
  return a.ip === b?.ip && a.port === b.port && a.weight === b.weight && a.state === b.state;
}

/** Whether two pools have the same servers; none is the same as an empty map. */
export function sameServers(a = NO_SERVERS, b = NO_SERVERS): boolean {
  return a === b || (a.size === b.size && [...a].every(([slot, record]) => sameRecord(record, b.get(slot))));
}

/** The numbers of the pools that two states differ in; quick where both come from one. */
export function changedPools(
  { pools: before }: Pick<DesiredState, "pools">,
  { pools: after }: Pick<DesiredState, "pools">,
): ReadonlySet<number> {
  const gone = [...before.keys()].filter((number) => !after.has(number));
  return new Set([
    ...gone,
    ...[...after.keys()].filter((number) => !samePool(before.get(number), after.get(number))),
  ]);
}

function samePool(a: Pool | undefined, b: Pool | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || !sameServers(a.servers, b.servers)) return false;
  return (
    a.names === b.names || (a.names.size === b.names.size && [...a.names].every((name) => b.names.has(name)))
  );
}
