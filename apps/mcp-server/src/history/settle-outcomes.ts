import type { StateSnapshot } from "@haproxy-mcp/map-store";
import { type HistoryEntry, keysOf } from "./history-entry.js";
import type { EndLine } from "./history-line.js";
import { type Later, outcomeOf } from "./outcome.js";
import type { FoundEntry } from "./read-entries.js";
import { isRunning } from "./writer.js";

/** A process that was killed left its entries among the last ones. */
const LOOKED_AT = 10_000;

/** What is kept of an entry: one that changed thousands of servers is large. */
interface Next extends Pick<HistoryEntry, "writer"> {
  readonly isDone: boolean;
  readonly before: string;
  readonly after: string;
}

/** The ends that killed processes could not write, by the state as it is now. */
export async function endsOfKilled(
  entries: AsyncIterable<FoundEntry>,
  now: Pick<StateSnapshot, "revision" | "state">,
): Promise<readonly EndLine[]> {
  const ends: EndLine[] = [];
  const keys = new Set<string>();
  const later: Next[] = [];
  let seen = 0;
  for await (const found of entries) {
    if ("problem" in found) continue;
    const { entry } = found;
    const { steps, writer, end } = entry;
    if (end === undefined && !isRunning(writer))
      ends.push(derivedEnd(entry, now, { found: foundByNext(entry, later), keys }));
    seen += 1;
    if (seen === LOOKED_AT) break;
    const [first] = steps;
    if (first !== undefined) later.push({ writer, isDone: end?.result === "done", ...revisionsOf(first) });
    for (const { difference } of steps) for (const key of keysOf(difference)) keys.add(key);
  }
  return ends;
}

function revisionsOf({ before, after }: HistoryEntry["steps"][number]) {
  return { before, after };
}

/**
 * Changes that were made together have the same revisions, and the same process, which tries those that are rolled back with others
 * again: of its own changes, only one that was done shows what the entry left.
 */
function foundByNext({ steps, writer }: HistoryEntry, later: readonly Next[]): string | undefined {
  const last = steps.at(-1);
  const isTogether = ({ before, after }: Next) => before === last?.before && after === last?.after;
  const isNext = (other: Next) =>
    other.writer.pid !== writer.pid ||
    other.writer.started !== writer.started ||
    (other.isDone && !isTogether(other));
  return later.findLast(isNext)?.before;
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
