import type { History } from "./history.js";
import { domainsOf, type HistoryEntry } from "./history-entry.js";

/** How long a search may take. */
const LIMIT_MS = 3_000;
const MAX_PROBLEMS = 20;

export interface EntryFilter {
  readonly domain?: string | undefined;
  /** Only entries that began then or later. */
  readonly since?: Date | undefined;
  /** The name of the caller. */
  readonly caller?: string | undefined;
  /** Most entries. */
  readonly limit: number;
}

export interface FoundEntries {
  /** The newest first. */
  readonly entries: readonly HistoryEntry[];
  /** What could not be read, in words. */
  readonly problems: readonly string[];
  /** Why there may be more: the limit, or the time that a search may take; `undefined` at the end of the history. */
  readonly stopped: "limit" | "time" | undefined;
}

/** Reads no further back than it must. */
export async function findEntries(
  history: Pick<History, "entries">,
  { domain, since, caller, limit }: EntryFilter,
): Promise<FoundEntries> {
  const untilMs = performance.now() + LIMIT_MS;
  const entries: HistoryEntry[] = [];
  const problems: string[] = [];
  for await (const found of history.entries()) {
    if (performance.now() > untilMs) return { entries, problems, stopped: "time" };
    if ("problem" in found) {
      if (problems.length < MAX_PROBLEMS) problems.push(found.problem);
      continue;
    }
    const { entry } = found;
    if (since !== undefined && new Date(entry.time) < since) break;
    if (caller !== undefined && entry.caller.name !== caller) continue;
    if (domain !== undefined && !domainsOf(entry).includes(domain)) continue;
    if (entries.length === limit) return { entries, problems, stopped: "limit" };
    entries.push(entry);
  }
  return { entries, problems, stopped: undefined };
}

/** One entry by its id, and those that began after it. */
export async function findEntry(
  history: Pick<History, "entries">,
  id: string,
): Promise<{ readonly entry: HistoryEntry; readonly later: readonly HistoryEntry[] } | undefined> {
  // few lines contain an id: looking for one that is missing parses none
  if (!(await hasEntry(history, id))) return undefined;
  const later: HistoryEntry[] = [];
  for await (const found of history.entries()) {
    if ("problem" in found) continue;
    if (found.entry.id === id) return { entry: found.entry, later };
    later.push(found.entry);
  }
  return undefined;
}

async function hasEntry(history: Pick<History, "entries">, id: string): Promise<boolean> {
  for await (const found of history.entries({ containing: id }))
    if ("entry" in found && found.entry.id === id) return true;
  return false;
}
