import type { findEntry } from "./find-entries.js";
import { differenceOf, type HistoryEntry, resultOf } from "./history-entry.js";
import { HistoryError } from "./history-error.js";

type Found = Exclude<Awaited<ReturnType<typeof findEntry>>, undefined>;

/**
 * An entry that has something to undo.
 *
 * @throws HistoryError `CHANGE_NOT_FOUND`, `NOT_UNDOABLE`
 */
export function assertUndoable(found: Found | undefined, id: string): HistoryEntry {
  if (found === undefined)
    throw new HistoryError("CHANGE_NOT_FOUND", `${JSON.stringify(id)} is not in the history`);
  const why = whyNot(found.entry, found.later);
  if (why !== undefined) throw new HistoryError("NOT_UNDOABLE", `${found.entry.operation} ${id} ${why}`);
  return found.entry;
}

function whyNot(entry: HistoryEntry, later: readonly HistoryEntry[]): string | undefined {
  const result = resultOf(entry);
  if (result === "in progress") return "is still in progress";
  if (result === "rolled back") return "was rolled back";
  const undo = later.find(({ id }) => id === entry.undoneBy);
  if (undo !== undefined && undo.undoneBy === undefined)
    return `was undone already, by ${undo.caller.name} in ${undo.id}`;
  const { names, servers } = differenceOf(entry);
  return names.length + servers.length > 0 ? undefined : "changed no domain and no server";
}
