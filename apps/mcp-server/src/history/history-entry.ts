import { composeDifferences, type StateDifference } from "@haproxy-mcp/load-balancer";
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
  const steps = resultOf(entry) === "rolled back" ? [] : entry.steps;
  return composeDifferences(steps.map(({ difference }) => difference));
}

/** The names and slots that a difference is about. */
export function keysOf({ names, servers }: Pick<StateDifference, "names" | "servers">): readonly string[] {
  return [...names.map(({ name }) => name), ...servers.map(keyOfSlot)];
}

/** Never a name. */
export function keyOfSlot({ pool, slot }: { readonly pool: number; readonly slot: number }): string {
  return `${pool}/${slot}`;
}

/** Every domain that an entry is about: by its names, its servers, its arguments, or what it did beside its steps. */
export function domainsOf(entry: HistoryEntry): readonly string[] {
  const differences = entry.steps.map(({ difference }) => difference);
  const { domain, aliases, san } = entry.arguments;
  return [
    ...new Set([
      ...(typeof domain === "string" ? [domain] : []),
      ...[aliases, san].flatMap(textsIn),
      ...(entry.end?.domains ?? []),
      ...differences.flatMap(({ names }) => names.map(({ name }) => name)),
      ...differences.flatMap(({ kept }) => kept.flatMap(({ names }) => names)),
    ]),
  ].sort();
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
