import {
  type DesiredState,
  emptyState,
  type Pool,
  type ServerRecord,
  type StateSnapshot,
} from "@haproxy-mcp/map-store";
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

import type { Ground } from "../src/plans/ground.js";

/** A snapshot of files that say this and nothing else. */
export const snapshotOf = (state: DesiredState, more: Partial<StateSnapshot> = {}): StateSnapshot => ({
  revision: "1",
  state,
  problems: [],
  orphans: [],
  missing: new Map(),
  resting: new Map(),
  loss: undefined,
  locate: () => ({ file: "domains.map" }),
  ...more,
});

/** What a plan stands on where nothing is uncertain. */
export const groundOf = (state: DesiredState, more: Partial<Ground> = {}): Ground => ({
  ...snapshotOf(state),
  reserved: new Set(),
  contested: new Map(),
  lacking: 0,
  ...more,
});

interface DomainOf {
  readonly pool: number;
  readonly servers?: Readonly<Record<number, ServerRecord>>;
}

/** A desired state out of plain values; the servers of a pool are those of all its names. */
export function stateOf(
  domains: Readonly<Record<string, DomainOf>>,
  foreign: Readonly<Record<string, string>> = {},
): DesiredState {
  const pools = new Map<number, Pool>();
  for (const [name, { pool, servers }] of Object.entries(domains)) {
    const known = pools.get(pool);
    pools.set(pool, {
      names: new Set(known?.names).add(parseDomainPattern(name)),
      servers: new Map([...(known?.servers ?? []), ...slotsOf(servers)]),
    });
  }
  return { ...emptyState, pools, foreign: new Map(Object.entries(foreign)) };
}

/** Names with their pools, by pool. */
export const namesOf = ({ pools }: DesiredState): readonly (readonly [string, number])[] =>
  [...pools].flatMap(([pool, { names }]) => [...names].map((name) => [name, pool] as const));

export const serversOf = (state: DesiredState, pool: number): ReadonlyMap<Slot, ServerRecord> =>
  state.pools.get(pool)?.servers ?? new Map();

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
