import type { History } from "./history.js";
import { domainsOf, type HistoryEntry, keysOf } from "./history-entry.js";
import { isEntryId } from "./history-id.js";

/** How long a search may take. */
const LIMIT_MS = 3_000;
const MAX_PROBLEMS = 20;
/** Times are almost in the order of the lines, but a call waits for its turn after its time was taken, and a clock may be set back. */
const OLDER_IN_A_ROW = 1_000;
/** Of the entries after one: the newest say who changed what since. */
const MAX_LATER = 100;

export interface EntryFilter {
  readonly domain?: string | undefined;
  /** Only entries that began then or later. */
  readonly since?: Date | undefined;
  /** The name of the caller. */
  readonly caller?: string | undefined;
  /** Most entries. */
  readonly limit: number;
}

export interface FoundEntries<Shown> {
  /** The newest first. */
  readonly entries: readonly Shown[];
  /** What could not be read, in words. */
  readonly problems: readonly string[];
  /** Why there may be more: the limit, or the time that a search may take; `undefined` at the end of the history. */
  readonly stopped: "limit" | "time" | undefined;
}

/**
 * Reads no further back than it must.
 *
 * @param show what is kept of an entry: one that changed thousands of servers is large
 */
export async function findEntries<Shown>(
  history: Pick<History, "entries">,
  { domain, since, caller, limit }: EntryFilter,
  show: (entry: HistoryEntry) => Shown,
): Promise<FoundEntries<Shown>> {
  const untilMs = performance.now() + LIMIT_MS;
  const entries: Shown[] = [];
  const problems: string[] = [];
  let older = 0;
  for await (const found of history.entries()) {
    if (performance.now() > untilMs) return { entries, problems, stopped: "time" };
    if ("problem" in found) {
      if (problems.length < MAX_PROBLEMS) problems.push(found.problem);
      continue;
    }
    const { entry } = found;
    older = since !== undefined && new Date(entry.time) < since ? older + 1 : 0;
    if (older === OLDER_IN_A_ROW) break;
    if (older > 0) continue;
    if (caller !== undefined && entry.caller.name !== caller) continue;
    if (domain !== undefined && !domainsOf(entry).includes(domain)) continue;
    if (entries.length === limit) return { entries, problems, stopped: "limit" };
    entries.push(show(entry));
  }
  return { entries, problems, stopped: undefined };
}

/** One entry by its id, and those that began after it and are about the same names or slots, the newest of them, or undo it. */
export async function findEntry(
  history: Pick<History, "entries">,
  id: string,
): Promise<{ readonly entry: HistoryEntry; readonly later: readonly HistoryEntry[] } | undefined> {
  const keys = await keysOfEntry(history, id);
  if (keys === undefined) return undefined;
  const later: HistoryEntry[] = [];
  for await (const found of history.entries()) {
    if ("problem" in found) continue;
    const { entry } = found;
    if (entry.id === id) return { entry, later };
    const isNewest = later.length < MAX_LATER && changedKeys(entry).some((key) => keys.has(key));
    if (isNewest || entry.undoes === id) later.push(entry);
  }
  return undefined;
}

/** Few lines contain an id, so that this parses few of them. */
async function keysOfEntry(
  history: Pick<History, "entries">,
  id: string,
): Promise<ReadonlySet<string> | undefined> {
  if (!isEntryId(id)) return undefined;
  for await (const found of history.entries({ containing: id }))
    if ("entry" in found && found.entry.id === id) return new Set(keysOfSteps(found.entry));
  return undefined;
}

/** Also the names that had the pools before and after: an undo needs them there. */
function keysOfSteps({ steps }: HistoryEntry): readonly string[] {
  return steps.flatMap(({ difference }) => [
    ...keysOf(difference),
    ...difference.kept.flatMap(({ names }) => names),
  ]);
}

/** Of an edit by hand, only the names are known. */
function changedKeys({ steps, end }: HistoryEntry): readonly string[] {
  return [...steps.flatMap(({ difference }) => keysOf(difference)), ...(end?.domains ?? [])];
}
