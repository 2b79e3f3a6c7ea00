import type { ChangedParts } from "@haproxy-mcp/load-balancer";
import { differenceOf, domainsOf, type HistoryEntry, keyOfSlot, keysOf } from "./history-entry.js";

const SHOWN = 3;

/** Which later entries changed those names or slots of an entry, the newest first, in words. */
export function describeChangedSince(
  { names, slots }: ChangedParts,
  entry: HistoryEntry,
  later: readonly HistoryEntry[],
): string {
  const keys = new Set([...names, ...slots.map(keyOfSlot)]);
  // an edit by hand is known by names alone
  const domains = new Set<string>([...names, ...(slots.length > 0 ? domainsOf(entry) : [])]);
  const by = later.filter(
    (one) =>
      keysOf(differenceOf(one)).some((key) => keys.has(key)) ||
      one.end?.domains?.some((name) => domains.has(name)) === true,
  );
  if (by.length === 0)
    return "no change in the history did that: the files were edited, or it is no longer in it";
  const shown = by.slice(0, SHOWN).map(({ operation, id, caller }) => `${operation} ${id} by ${caller.name}`);
  const rest = by.length - shown.length;
  return `changed by ${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
