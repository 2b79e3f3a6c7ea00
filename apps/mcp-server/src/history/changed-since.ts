import type { ChangedParts } from "@haproxy-mcp/load-balancer";
import { differenceOf, type HistoryEntry, keyOfSlot, keysOf } from "./history-entry.js";

const SHOWN = 3;

/** Which later entries changed those names or slots, the newest first, in words. */
export function describeChangedSince(changed: ChangedParts, later: readonly HistoryEntry[]): string {
  const keys = new Set([...changed.names, ...changed.slots.map(keyOfSlot)]);
  const by = later.filter((entry) => keysOf(differenceOf(entry)).some((key) => keys.has(key)));
  if (by.length === 0)
    return "no change in the history did that: the files were edited, or it is no longer in it";
  const shown = by.slice(0, SHOWN).map(({ operation, id, caller }) => `${operation} ${id} by ${caller.name}`);
  const rest = by.length - shown.length;
  return `changed by ${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
