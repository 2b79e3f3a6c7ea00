import { type DesiredState, emptyState, type ServerRecord } from "@haproxy-mcp/map-store";
import {
  type DomainPattern,
  parse,
  parseDomainPattern,
  parseIpAddress,
  portSchema,
  type ServerState,
  type Slot,
  weightSchema,
} from "@haproxy-mcp/validation";

interface DomainOf {
  readonly pool: number;
  readonly servers?: Readonly<Record<number, ServerRecord>>;
}

/** A desired state out of plain values. */
export function stateOf(
  domains: Readonly<Record<string, DomainOf>>,
  foreign: Readonly<Record<string, string>> = {},
): DesiredState {
  const entries = Object.entries(domains).map(
    ([name, domain]) => [parseDomainPattern(name), domain] as const,
  );
  return {
    ...emptyState,
    domains: new Map(entries.map(([name, { pool }]) => [name, pool])),
    servers: new Map(
      entries.filter(([, { servers }]) => servers).map(([name, { servers }]) => [name, slotsOf(servers)]),
    ),
    foreign: new Map(Object.entries(foreign)),
  };
}

export function server(ip: string, port = 80, weight = 1, state: ServerState = "ready"): ServerRecord {
  return {
    ip: parseIpAddress(ip),
    port: parse(portSchema, port),
    weight: parse(weightSchema, weight),
    state,
  };
}

export const domain = (name: string): DomainPattern => parseDomainPattern(name);
export const slot = (number: number): Slot => number as Slot;

function slotsOf(servers: DomainOf["servers"] = {}): ReadonlyMap<Slot, ServerRecord> {
  return new Map(Object.entries(servers).map(([number, record]) => [slot(Number(number)), record]));
}
