import { composeDifferences, type StateDifference } from "@haproxy-mcp/load-balancer";
import { poolOf, type ServerRecord, type StateSnapshot, sameRecord } from "@haproxy-mcp/map-store";
import type { HistoryEntry } from "./history-entry.js";
import type { Result } from "./history-line.js";

type Now = Pick<StateSnapshot, "revision" | "state">;

/**
 * What became of steps whose process did not write it, by the state as it is now.
 *
 * @param later revisions that later entries found
 */
export function outcomeOf(
  { steps }: Pick<HistoryEntry, "steps">,
  now: Now,
  later: ReadonlySet<string> = new Set(),
): Result {
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return "unknown";
  if (now.revision === first.before && !later.has(last.after)) return "rolled back";
  if (later.has(last.after) || now.revision === last.after || isIn(now, last.difference, "after")) {
    const all = composeDifferences(steps.map(({ difference }) => difference));
    return steps.length > 1 && isEmpty(all) ? "rolled back" : "done";
  }
  // others changed other names and slots since
  return steps.every(({ difference }) => isIn(now, difference, "before")) ? "rolled back" : "unknown";
}

/** Whether all that a difference is about is as it was then. */
function isIn({ state }: Now, difference: StateDifference, when: "before" | "after"): boolean {
  const { names, servers } = difference;
  return (
    !isEmpty(difference) &&
    names.every((one) => poolOf(state, one.name) === one[when]) &&
    servers.every((one) => isSame(one[when], state.pools.get(one.pool)?.servers.get(one.slot)))
  );
}

function isEmpty({ names, servers }: StateDifference): boolean {
  return names.length + servers.length === 0;
}

function isSame(one: ServerRecord | undefined, other: ServerRecord | undefined): boolean {
  return one === undefined ? other === undefined : sameRecord(one, other);
}
