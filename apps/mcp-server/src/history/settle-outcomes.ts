import type { StateSnapshot } from "@haproxy-mcp/map-store";
import { type HistoryEntry, keysOf } from "./history-entry.js";
import type { EndLine } from "./history-line.js";
import { type Later, outcomeOf } from "./outcome.js";
import type { FoundEntry } from "./read-entries.js";
import { isRunning } from "./writer.js";

/** A process that was killed left its entries among the last ones. */
const LOOKED_AT = 10_000;

/** The ends that killed processes could not write, by the state as it is now. */
export async function endsOfKilled(
  entries: AsyncIterable<FoundEntry>,
  now: Pick<StateSnapshot, "revision" | "state">,
): Promise<readonly EndLine[]> {
  const ends: EndLine[] = [];
  const keys = new Set<string>();
  const later: HistoryEntry[] = [];
  for await (const found of entries) {
    if ("problem" in found) continue;
    const { entry } = found;
    if (entry.end === undefined && !isRunning(entry.writer))
      ends.push(derivedEnd(entry, now, { found: foundByNext(entry, later), keys }));
    if (later.length === LOOKED_AT) break;
    if (entry.steps.length > 0) later.push(entry);
    for (const { difference } of entry.steps) for (const key of keysOf(difference)) keys.add(key);
  }
  return ends;
}

/**
 * Changes that were made together have the same revisions, and the same process, which tries those that are rolled back with others
 * again: of its own changes, only one that was done shows what the entry left.
 */
function foundByNext({ steps, writer }: HistoryEntry, later: readonly HistoryEntry[]): string | undefined {
  const last = steps.at(-1);
  const isTogether = (other: HistoryEntry) =>
    other.steps[0]?.before === last?.before && other.steps[0]?.after === last?.after;
  const isNext = (other: HistoryEntry) =>
    other.writer.pid !== writer.pid ||
    other.writer.started !== writer.started ||
    (other.end?.result === "done" && !isTogether(other));
  return later.findLast(isNext)?.steps[0]?.before;
}

function derivedEnd(
  entry: HistoryEntry,
  now: Pick<StateSnapshot, "revision" | "state">,
  later: Later,
): EndLine {
  const result = outcomeOf(entry, now, later);
  const message = "the process ended before it could report";
  const time = new Date().toISOString();
  return { kind: "end", id: entry.id, time, result, error: { message }, derived: true };
}
