import type { DomainPattern, Slot } from "@haproxy-mcp/validation";
import {
  type DesiredState,
  NO_NAMES,
  NO_SERVERS,
  type Pool,
  type ServerRecord,
  type Servers,
  sameRecord,
} from "../desired-state.js";
import { invalidState } from "../errors.js";
import type { NamesByPool } from "../format/map-file.js";
import type { NameChange, NameChanges } from "../format/name-changes.js";

/** The servers that servers.json has under each name. */
export type Records = ReadonlyMap<DomainPattern, Servers>;

/** Those of the names that have records, in order. Looks at whichever are fewer: a pool may have 100,000 names. */
function holdersAmong(names: ReadonlySet<DomainPattern>, records: Records): readonly DomainPattern[] {
  if (records.size < names.size) {
    const found = [...records.keys()].filter((name) => names.has(name));
    if (found.length < 2) return found;
  }
  return [...names].filter((name) => records.has(name));
}

/** The servers of a pool are those under any of its names. The first name wins where two claim one slot. */
function serversUnder(names: ReadonlySet<DomainPattern>, records: Records): Servers {
  const found = holdersAmong(names, records).map((name) => records.get(name) ?? NO_SERVERS);
  const [only = NO_SERVERS, another] = found;
  return another === undefined ? only : new Map(found.reverse().flatMap((servers) => [...servers]));
}

/**
 * The pools that the two files make up.
 *
 * @param besides names without a line that records of a pool are under
 * @param known pools of an earlier state, taken over where they are not among `changed`
 */
export function poolsOf(
  names: NamesByPool,
  records: Records,
  besides: NamesByPool,
  known: DesiredState["pools"] = new Map(),
  changed: ReadonlySet<number> = new Set(),
): DesiredState["pools"] {
  const pools = new Map<number, Pool>();
  names.forEach((its, number) => {
    const same = changed.has(number) ? undefined : known.get(number);
    const servers = () => serversUnder(namesWith(its, besides.get(number)), records);
    pools.set(number, same?.names === its ? same : { names: its, servers: servers() });
  });
  return pools;
}

/**
 * Names that are missing from a pool which other names still have: their records are its servers all the same. A name that
 * was moved takes its records along; and where all names that the pool has now came by hand, it has their servers only: the
 * visitors of a new name must not meet those of the name that was there before.
 *
 * @param missing with the pool that each was committed to
 */
export function holdersBesides(
  missing: ReadonlyMap<DomainPattern, number>,
  committed: NamesByPool,
  pools: NamesByPool,
  records: Records,
): NamesByPool {
  const isTakenOver = (pool: number) =>
    [...(pools.get(pool) ?? [])].every((name) => committed.get(pool)?.has(name) !== true);
  const isElsewhere = (name: DomainPattern) => [...pools.values()].some((names) => names.has(name));
  const besides = new Map<number, Set<DomainPattern>>();
  for (const [name, pool] of missing) {
    if (!records.has(name) || !pools.has(pool) || isElsewhere(name) || isTakenOver(pool)) continue;
    besides.set(pool, (besides.get(pool) ?? new Set()).add(name));
  }
  return besides;
}

/** Both, without a copy where there is one only. */
function namesWith(
  names: ReadonlySet<DomainPattern>,
  others: ReadonlySet<DomainPattern> = NO_NAMES,
): ReadonlySet<DomainPattern> {
  return others.size === 0 ? names : new Set([...names, ...others]);
}

/** How many servers all pools have. Those of orphans do not count: that they go is no loss. */
export function serversIn(pools: DesiredState["pools"]): number {
  let count = 0;
  for (const { servers } of pools.values()) count += servers.size;
  return count;
}

/** The numbers of the pools whose servers are under several names. */
export function sharedPools(names: NamesByPool, records: Records): readonly number[] {
  return [...names].flatMap(([number, its]) => (holdersAmong(its, records).length > 1 ? number : []));
}

/** Other records of some names. */
export interface RecordChanges {
  readonly changed: Records;
  /** Names that have records, and are missing from the map. */
  readonly leaving: readonly DomainPattern[];
}

/**
 * Under which names the servers of changed pools are to be written: each under the name that has it; new ones under a
 * name that is new itself, which has no effect yet when a crash comes before the map is written; those of a removed name
 * under one that stays.
 *
 * @param changed numbers of the pools that differ
 */
export function recordsAfter(
  found: { readonly pools: NamesByPool; readonly records: Records; readonly besides: NamesByPool },
  changes: NameChanges,
  { pools }: Pick<DesiredState, "pools">,
  changed: Iterable<number>,
): RecordChanges {
  const after = new Map<DomainPattern, Servers>();
  const holders: DomainPattern[] = [];
  for (const number of changed) {
    const names = namesWith(found.pools.get(number) ?? NO_NAMES, found.besides.get(number));
    const pool = { names, records: found.records };
    const wanted = pools.get(number)?.servers ?? NO_SERVERS;
    for (const name of holdersAmong(pool.names, found.records)) holders.push(name);
    for (const [name, servers] of recordsOfPool(pool, changes.get(number), wanted)) after.set(name, servers);
  }
  return { changed: after, leaving: holders.filter((name) => !after.has(name)) };
}

function recordsOfPool(
  { names, records }: { readonly names: ReadonlySet<DomainPattern>; readonly records: Records },
  { entered, gone }: NameChange = { entered: [], gone: [] },
  wanted: Servers,
): ReadonlyMap<DomainPattern, Servers> {
  const left = new Set(gone);
  const holders = holdersAmong(names, records).filter((name) => !left.has(name));
  const heir = holders[0] ?? [...names].find((name) => !left.has(name)) ?? entered[0];
  const after = new Map<DomainPattern, Map<Slot, ServerRecord>>(
    [...holders, ...entered].map((name) => [name, new Map()]),
  );
  const had = serversUnder(names, records);
  for (const [slot, record] of wanted) {
    const [owner, ...others] = holders.filter((name) => records.get(name)?.has(slot));
    const name = owner ?? (had.has(slot) ? heir : (entered[0] ?? heir));
    if (name === undefined) throw invalidState("a pool with servers has no name");
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
