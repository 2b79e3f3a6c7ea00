import type { StateSnapshot } from "@haproxy-mcp/map-store";
import type { HistoryEntry } from "./history-entry.js";
import type { EndLine } from "./history-line.js";
import { outcomeOf } from "./outcome.js";
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
  const later = new Set<string>();
  let looked = 0;
  for await (const found of entries) {
    if ("problem" in found) continue;
    if (++looked > LOOKED_AT) break;
    const { entry } = found;
    if (entry.end === undefined && !isRunning(entry.writer)) ends.push(derivedEnd(entry, now, later));
    for (const { before } of entry.steps) later.add(before);
  }
  return ends;
}

function derivedEnd(
  entry: HistoryEntry,
  now: Pick<StateSnapshot, "revision" | "state">,
  later: ReadonlySet<string>,
): EndLine {
  const result = outcomeOf(entry, now, later);
  const message = "the process ended before it could report";
  const time = new Date().toISOString();
  return { kind: "end", id: entry.id, time, result, error: { message }, derived: true };
}
