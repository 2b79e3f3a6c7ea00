import type { SlotDifference, StateDifference } from "@haproxy-mcp/load-balancer";
import { sameRecord } from "@haproxy-mcp/map-store";
import type { BeginLine, EndLine, Result, StepLine } from "./history-line.js";
import { isRunning } from "./writer.js";

/** One call, as its lines say. */
export interface HistoryEntry extends Omit<BeginLine, "kind"> {
  /** Each once, in order: of one that was tried again, the last try. */
  readonly steps: readonly StepLine[];
  readonly end: Omit<EndLine, "kind" | "id"> | undefined;
  /** Id of the entry that undid it. */
  readonly undoneBy: string | undefined;
}

/** How an entry ended, or that it has not. */
export function resultOf({ end, writer }: HistoryEntry): Result | "in progress" {
  if (end !== undefined) return end.result;
  return isRunning(writer) ? "in progress" : "unknown";
}

/** What an entry changed in all, and what may be undone; empty where nothing is left of it. */
export function differenceOf(entry: HistoryEntry): StateDifference {
  const result = resultOf(entry);
  const steps = result === "rolled back" ? [] : entry.steps.map(({ difference }) => difference);
  return composed(steps);
}

/** One difference after another. */
function composed(steps: readonly StateDifference[]): StateDifference {
  const names = merged(
    steps.flatMap((step) => step.names),
    ({ name }) => name,
  );
  const servers = merged(
    steps.flatMap((step) => step.servers),
    ({ pool, slot }) => `${pool}/${slot}`,
  );
  const kept = steps.flatMap((step) => step.kept);
  return {
    names: names.filter(({ before, after }) => before !== after),
    servers: servers.filter((slot) => !isUnchanged(slot)),
    kept: [...new Map(kept.map((one) => [one.pool, one])).values()],
  };
}

/** The first before and the last after of each. */
function merged<One extends { readonly before: unknown; readonly after: unknown }>(
  all: readonly One[],
  keyOf: (one: One) => string,
): One[] {
  const found = new Map<string, One>();
  for (const one of all) {
    const key = keyOf(one);
    found.set(key, { ...one, before: (found.get(key) ?? one).before });
  }
  return [...found.values()];
}

function isUnchanged({ before, after }: SlotDifference): boolean {
  return before === undefined || after === undefined ? before === after : sameRecord(before, after);
}

/** Every domain that an entry is about: by its names, its servers, or its arguments. */
export function domainsOf(entry: HistoryEntry): readonly string[] {
  const differences = entry.steps.map(({ difference }) => difference);
  const { domain, aliases } = entry.arguments;
  return [
    ...new Set([
      ...(typeof domain === "string" ? [domain] : []),
      ...(Array.isArray(aliases) ? aliases.filter((name) => typeof name === "string") : []),
      ...differences.flatMap(({ names }) => names.map(({ name }) => name)),
      ...differences.flatMap(({ kept }) => kept.flatMap(({ names }) => names)),
    ]),
  ].sort();
}
