import { composeDifferences, type StateDifference } from "@haproxy-mcp/load-balancer";
import { poolOf, type StateSnapshot, sameRecord } from "@haproxy-mcp/map-store";
import { type HistoryEntry, keyOfSlot, keysOf } from "./history-entry.js";
import type { Result } from "./history-line.js";

type Now = Pick<StateSnapshot, "revision" | "state">;

/** What is known of the entries after one. */
export interface Later {
  /** The revision that the next change found; `undefined` without one. */
  readonly found: string | undefined;
  /** The names and slots that they are about. */
  readonly keys: ReadonlySet<string>;
}

const NOTHING_LATER: Later = { found: undefined, keys: new Set() };

/** What became of steps whose end is missing, by the state as it is now and by what came after. */
export function outcomeOf(
  { steps }: Pick<HistoryEntry, "steps">,
  now: Now,
  { found, keys }: Later = NOTHING_LATER,
): Result {
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return "unknown";
  const all = composeDifferences(steps.map(({ difference }) => difference));
  const done = steps.length > 1 && isEmpty(all) ? "rolled back" : "done";
  const revision = found ?? now.revision;
  if (revision === first.before) return "rolled back";
  if (revision === last.after) return done;
  // others changed other names and slots since
  if (steps.some(({ difference }) => keysOf(difference).some((key) => keys.has(key)))) return "unknown";
  if (isIn(now, firstsOf(steps), "before")) return "rolled back";
  return isIn(now, last.difference, "after") ? done : "unknown";
}

type Parts = Pick<StateDifference, "names" | "servers">;

/** Of each name and slot its first difference. */
function firstsOf(steps: HistoryEntry["steps"]): Parts {
  const differences = steps.map(({ difference }) => difference).reverse();
  const names = differences.flatMap((one) => one.names.map((name) => [name.name, name] as const));
  const servers = differences.flatMap((one) => one.servers.map((slot) => [keyOfSlot(slot), slot] as const));
  return { names: [...new Map(names).values()], servers: [...new Map(servers).values()] };
}

/** Whether all that a difference is about is as it was then. */
function isIn({ state }: Now, difference: Parts, when: "before" | "after"): boolean {
  const { names, servers } = difference;
  return (
    !isEmpty(difference) &&
    names.every((one) => poolOf(state, one.name) === one[when]) &&
    servers.every((one) => sameRecord(one[when], state.pools.get(one.pool)?.servers.get(one.slot)))
  );
}

function isEmpty({ names, servers }: Parts): boolean {
  return names.length + servers.length === 0;
}
