import type { Caller } from "../access/caller.js";
import type { History } from "./history.js";
import { differenceOf, type HistoryEntry } from "./history-entry.js";
import { HistoryError } from "./history-error.js";

/**
 * The newest change of the caller that changed something, was not undone, and is no undo itself.
 *
 * @throws HistoryError `CHANGE_NOT_FOUND`
 */
export async function newestOwnChange(history: Pick<History, "entries">, caller: Caller): Promise<string> {
  for await (const found of history.entries()) {
    if (!("entry" in found) || !isOwn(found.entry, caller)) continue;
    const { id, undoes, undoneBy } = found.entry;
    if (undoes !== undefined || undoneBy !== undefined) continue;
    const { names, servers } = differenceOf(found.entry);
    if (names.length + servers.length > 0) return id;
  }
  throw new HistoryError("CHANGE_NOT_FOUND", `the history has no change of ${caller.name} to undo`);
}

/** The same name over another way is another caller. */
export function isOwn(entry: HistoryEntry, { name, way }: Caller): boolean {
  return entry.caller.name === name && entry.caller.way === way;
}
