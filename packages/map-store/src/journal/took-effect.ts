import type { NamesByPool } from "../format/map-file.js";
import { afterEntry } from "./apply-entry.js";
import type { EntryOutcome, Journal, JournalEntry, Recorded } from "./journal.js";

/**
 * Whether a change took effect, by the files: by their revision if it is one of the change's; otherwise by domains.map, which is
 * its commit point.
 */
export function tookEffect(entry: JournalEntry, revision: string, pools: NamesByPool): boolean {
  if (revision === entry.after) return true;
  if (revision === entry.before) return false;
  return [...entry.pools].every(([pool, { entered, gone }]) => {
    const names = pools.get(pool);
    return entered.every((name) => names?.has(name) === true) && !gone.some((name) => names?.has(name));
  });
}

/** The outcome of the last entry: as its writer recorded it, or by the files. */
export function outcomeOf(
  { last }: Recorded,
  revision: string,
  pools: NamesByPool,
): EntryOutcome | undefined {
  if (last === undefined) return undefined;
  const { entry } = last;
  return { id: entry.id, tookEffect: last.tookEffect ?? tookEffect(entry, revision, pools) };
}

/** What was committed last, by journal and files. */
export function committed({ journal, last }: Recorded, outcome: EntryOutcome | undefined): Journal {
  if (last === undefined || outcome === undefined || last.tookEffect !== undefined) return journal;
  return afterEntry(journal, last.entry, outcome.tookEffect);
}

/** Whether an update of ours wrote the files, or began with them: then they need not rest. */
export function isOurs({ journal, last }: Recorded, revision: string): boolean {
  return [journal.revision, last?.entry.before, last?.entry.after].includes(revision);
}
