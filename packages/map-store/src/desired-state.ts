import type { DomainPattern, IpAddress, Port, ServerState, Slot, Weight } from "@haproxy-mcp/validation";

/** A server of a pool, as it should be. */
export interface ServerRecord {
  readonly ip: IpAddress;
  readonly port: Port;
  readonly weight: Weight;
  readonly state: ServerState;
}

/** What HAProxy should route where. A plain value: a change gives a new one and leaves the old alone. */
export interface DesiredState {
  /** Pattern to the number of its pool, in the order of the file. */
  readonly domains: ReadonlyMap<DomainPattern, number>;
  /**
   * Servers by the domain they are written under; a pool's servers are those of all its domains. May name domains
   * that are not in `domains`: a crash leaves them. A domain with no server is absent.
   */
  readonly servers: ReadonlyMap<DomainPattern, ReadonlyMap<Slot, ServerRecord>>;
  /**
   * Entries of domains.map that HAProxy loads and this store does not manage, key to value as in the file: those
   * that route to something else than a pool, and those whose key is no domain in canonical form. They are kept,
   * and what a change does to them is ignored. A value may name a pool: that pool is in use.
   */
  readonly foreign: ReadonlyMap<string, string>;
}

export const emptyState: DesiredState = { domains: new Map(), servers: new Map(), foreign: new Map() };

export function sameRecord(a: ServerRecord, b: ServerRecord | undefined): boolean {
  return a.ip === b?.ip && a.port === b.port && a.weight === b.weight && a.state === b.state;
}

/** Whether two domains have the same servers; none is the same as an empty map. */
export function sameServers(
  a: ReadonlyMap<Slot, ServerRecord> | undefined,
  b: ReadonlyMap<Slot, ServerRecord> | undefined,
): boolean {
  if (a === b) return true;
  if ((a?.size ?? 0) !== (b?.size ?? 0)) return false;
  return [...(a ?? [])].every(([slot, record]) => sameRecord(record, b?.get(slot)));
}
