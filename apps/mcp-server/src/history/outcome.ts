import type { StateDifference } from "@haproxy-mcp/load-balancer";
import { poolOf, type StateSnapshot, sameRecord } from "@haproxy-mcp/map-store";
import type { HistoryEntry } from "./history-entry.js";
import type { Result, StepLine } from "./history-line.js";

/** What became of steps whose process did not write it: by the state, as it is now. */
export function outcomeOf(
  { steps }: Pick<HistoryEntry, "steps">,
  now: Pick<StateSnapshot, "revision" | "state">,
  /** Revisions that later entries found. */
  later: ReadonlySet<string> = new Set(),
): Result {
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return "unknown";
  if (later.has(last.after) || now.revision === last.after) return "done";
  if (now.revision === first.before) return "rolled back";
  // others changed other names and slots since
  if (steps.every(({ difference }) => isIn(now, difference, "before"))) return "rolled back";
  return isIn(now, last.difference, "after") ? "done" : "unknown";
}

function isIn(
  { state }: Pick<StateSnapshot, "state">,
  { names, servers }: StepLine["difference"],
  when: "before" | "after",
): boolean {
  return (
    names.every((one) => poolOf(state, one.name) === one[when]) &&
    servers.every((one) => isSame(one[when], state.pools.get(one.pool)?.servers.get(one.slot)))
  );
}

type Record = StateDifference["servers"][number]["before"];

function isSame(one: Record, other: Record): boolean {
  return one === undefined ? other === undefined : sameRecord(one, other);
}
