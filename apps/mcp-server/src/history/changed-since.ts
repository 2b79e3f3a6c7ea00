import type { StateDifference } from "@haproxy-mcp/load-balancer";
import { differenceOf, type HistoryEntry } from "./history-entry.js";

/** Of later entries those that changed the same names or slots, the newest first. */
export function changedSince(entry: HistoryEntry, later: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const keys = new Set(keysOf(differenceOf(entry)));
  return later.filter((one) => keysOf(differenceOf(one)).some((key) => keys.has(key)));
}

function keysOf({ names, servers }: StateDifference): readonly string[] {
  return [...names.map(({ name }) => name), ...servers.map(({ pool, slot }) => `${pool}/${slot}`)];
}
