import type { DomainPattern, Slot } from "@haproxy-mcp/validation";
import {
  type DesiredState,
  type Pool,
  type ServerRecord,
  type Servers,
  sameRecord,
} from "./desired-state.js";
import type { MapFile, NamesByPool } from "./map-file.js";

/** The servers that servers.json has under each name. */
export type Records = ReadonlyMap<DomainPattern, Servers>;

const NO_SERVERS: Servers = new Map();
const NO_NAMES: ReadonlySet<DomainPattern> = new Set();

/** The servers of a pool are those under any of its names. The first name wins where two claim one slot. */
function serversUnder(names: Iterable<DomainPattern>, records: Records): Servers {
  const found: Servers[] = [];
  for (const name of names) found.push(...(records.has(name) ? [records.get(name) ?? NO_SERVERS] : []));
  const [only = NO_SERVERS, another] = found;
  return another === undefined ? only : new Map(found.reverse().flatMap((servers) => [...servers]));
}

/**
 * The pools that the two files make up.
 *
 * @param known pools of an earlier state, taken over where they are not among `changed`
 */
export function poolsOf(
  names: NamesByPool,
  records: Records,
  known: DesiredState["pools"] = new Map(),
  changed: ReadonlySet<number> = new Set(),
): DesiredState["pools"] {
  const pools = new Map<number, Pool>();
  names.forEach((its, number) => {
    const same = changed.has(number) ? undefined : known.get(number);
    pools.set(number, same?.names === its ? same : { names: its, servers: serversUnder(its, records) });
  });
  return pools;
}

/** The numbers of the pools whose servers are under several names. */
export function sharedPools(names: NamesByPool, records: Records): readonly number[] {
  return [...names].flatMap(([number, its]) =>
    [...its].filter((name) => records.has(name)).length > 1 ? number : [],
  );
}

/**
 * Under which names the servers of changed pools are to be written: each under the name that has it; new ones under a
 * name that is new itself, which is no name yet when a crash comes before the map is written; those of a name that goes
 * under one that stays.
 *
 * @param changed numbers of the pools that differ
 * @returns the records of each name that they concern, also those that have none any more
 */
export function recordsAfter(
  found: { readonly map: MapFile; readonly records: Records },
  names: NamesByPool,
  { pools }: Pick<DesiredState, "pools">,
  changed: ReadonlySet<number>,
): ReadonlyMap<DomainPattern, Servers> {
  const after = new Map<DomainPattern, Servers>();
  for (const number of changed) {
    for (const name of found.map.pools.get(number) ?? NO_NAMES)
      if (found.records.has(name)) after.set(name, NO_SERVERS);
  }
  for (const number of changed) {
    const before = found.map.pools.get(number) ?? NO_NAMES;
    const its = names.get(number) ?? NO_NAMES;
    const wanted = pools.get(number)?.servers ?? NO_SERVERS;
    for (const [name, servers] of recordsOfPool(before, its, wanted, found.records)) after.set(name, servers);
  }
  return after;
}

function recordsOfPool(
  before: ReadonlySet<DomainPattern>,
  names: ReadonlySet<DomainPattern>,
  wanted: Servers,
  records: Records,
): ReadonlyMap<DomainPattern, Servers> {
  const [kept, entered] = [
    [...names].filter((name) => before.has(name)),
    [...names].filter((name) => !before.has(name)),
  ];
  const holders = kept.filter((name) => records.has(name));
  const heir = holders[0] ?? kept[0] ?? entered[0];
  const after = new Map<DomainPattern, Map<Slot, ServerRecord>>(
    [...holders, ...entered].map((name) => [name, new Map()]),
  );
  const had = serversUnder(before, records);
  for (const [slot, record] of wanted) {
    const [owner, ...others] = holders.filter((name) => records.get(name)?.has(slot));
    const name = owner ?? (had.has(slot) ? heir : (entered[0] ?? heir));
    if (name === undefined) throw new RangeError("a pool with servers has no name");
    after.set(name, (after.get(name) ?? new Map<Slot, ServerRecord>()).set(slot, record));
    // An equal copy is what a crash leaves of a server that was handed over; another record was written by hand.
    for (const other of others) {
      const shadowed = records.get(other)?.get(slot);
      if (shadowed !== undefined && !sameRecord(shadowed, had.get(slot)))
        after.get(other)?.set(slot, shadowed);
    }
  }
  return after;
}
