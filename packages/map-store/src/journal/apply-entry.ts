import type { DomainPattern } from "@haproxy-mcp/validation";
import type { NamesByPool } from "../format/map-file.js";
import type { NameChange } from "../format/name-changes.js";
import type { Former, Journal, JournalEntry, PoolChange, Rest } from "./journal.js";

/** Names that left, more than this many after it, are forgotten. */
const MAX_FORMER = 10_000;

/** The parts of a journal that follow from how names come and go. */
export interface Traces {
  readonly generations: Map<number, number>;
  readonly givenByHand: Set<number>;
  readonly former: Map<DomainPattern, Former>;
  readonly rests: Map<number, Rest>;
}

/**
 * Notes what a change of one pool means for later.
 *
 * @param size of the pool before
 * @param restsFrom when it ended
 */
export function noteChange(
  { generations, givenByHand, former, rests }: Traces,
  pool: number,
  { entered, gone, byHand }: PoolChange,
  size: number,
  at: number,
  restsFrom: number,
): void {
  const generation = generations.get(pool) ?? 0;
  for (const name of gone) {
    former.delete(name); // to the end
    former.set(name, { pool, generation, at });
  }
  for (const name of entered) if (former.get(name)?.pool === pool) former.delete(name);
  const staying = size - gone.length;
  if (entered.length > 0 && staying === 0) {
    generations.set(pool, generation + 1);
    if (byHand === true) givenByHand.add(pool);
    else givenByHand.delete(pool);
  }
  if (staying + entered.length === 0) rests.set(pool, { names: new Set(gone), at: restsFrom });
  else rests.delete(pool);
  const oldest = former.keys();
  while (former.size > MAX_FORMER) former.delete(oldest.next().value ?? ("" as DomainPattern));
}

/** Notes that a change of one pool came to nothing: for a moment its names may have been in it. */
export function noteAttempt(
  { rests }: Pick<Traces, "rests">,
  pool: number,
  { entered }: NameChange,
  size: number,
  at: number,
): void {
  if (size === 0 && entered.length > 0) rests.set(pool, { names: new Set(entered), at });
}

/**
 * The journal after an entry.
 *
 * @param at when it ended, in milliseconds since 1970
 * @param names which the pools have then, where the caller has them already
 */
export function afterEntry(
  journal: Journal,
  entry: JournalEntry,
  tookEffect: boolean,
  at: number = entry.at,
  names: NamesByPool = namesAfter(journal.names, entry),
): Journal {
  const rests = new Map(journal.rests);
  const sizeOf = (pool: number) => journal.names.get(pool)?.size ?? 0;
  if (!tookEffect) {
    for (const [pool, change] of entry.pools) noteAttempt({ rests }, pool, change, sizeOf(pool), at);
    return { ...journal, rests };
  }
  const former = touchesFormer(journal, entry)
    ? new Map(journal.former)
    : (journal.former as Traces["former"]);
  const generations = new Map(journal.generations);
  const givenByHand = new Set(journal.givenByHand);
  for (const [pool, change] of entry.pools) {
    noteChange({ generations, givenByHand, former, rests }, pool, change, sizeOf(pool), entry.at, at);
  }
  return { revision: entry.after, names, generations, givenByHand, former, rests, servers: entry.servers };
}

/** There may be 10,000: they are copied only for a reason. */
function touchesFormer({ former }: Journal, { pools }: JournalEntry): boolean {
  return [...pools.values()].some(
    ({ entered, gone }) => gone.length > 0 || entered.some((name) => former.has(name)),
  );
}

function namesAfter(names: NamesByPool, { pools }: JournalEntry): NamesByPool {
  const after = new Map(names);
  for (const [pool, { entered, gone }] of pools) {
    const its = new Set(names.get(pool));
    for (const name of gone) its.delete(name);
    for (const name of entered) its.add(name);
    if (its.size > 0) after.set(pool, its);
    else after.delete(pool);
  }
  return after;
}
