import type { DomainPattern } from "@haproxy-mcp/validation";
import { type MapFile, type Uncertain, withUncertain } from "../format/map-file.js";
import type { StateProblem } from "../state-store.js";
import type { Journal } from "./journal.js";
import { countNames, isMost } from "./loss.js";
import { missingNames } from "./missing-names.js";

const NO_NAMES: ReadonlyMap<DomainPattern, readonly DomainPattern[]> = new Map();

/** The map with these lines as problems, and no others. Costs nothing where it is so already. */
export function withUncertainLines(map: MapFile, journal: Journal | undefined, revision: string): MapFile {
  // as it is read: what was uncertain before must not decide
  const uncertain = journal === undefined ? {} : uncertainLines(withUncertain(map, {}), journal, revision);
  return sameUncertain(map.uncertain, uncertain) ? map : withUncertain(map, uncertain);
}

/**
 * Lines that look right and can't be trusted: a last one without line end that was not committed like this, and
 * names that came back to a pool which was given to others since they left it.
 */
function uncertainLines(map: MapFile, journal: Journal, revision: string): Uncertain {
  return { incomplete: isIncomplete(map, journal, revision), returned: returnedNames(map, journal) };
}

/** Of entries that are no names in pools, the journal does not say which were committed: only the file as a whole. */
function isIncomplete({ incompleteLine }: MapFile, journal: Journal, revision: string): boolean {
  if (incompleteLine === undefined) return false;
  const { pattern, pool } = incompleteLine;
  if (pattern === undefined || pool === undefined) return journal.revision !== revision;
  return journal.names.get(pool)?.has(pattern) !== true;
}

function returnedNames(
  map: MapFile,
  { names, generations, givenByHand, former }: Journal,
): ReadonlyMap<DomainPattern, readonly DomainPattern[]> {
  const { pools } = map;
  const back = new Map<DomainPattern, number>();
  for (const [name, { pool, generation }] of former) {
    const committed = names.get(pool);
    if ((generations.get(pool) ?? 0) === generation || committed === undefined || committed.has(name))
      continue;
    if (pools.get(pool)?.has(name) === true) back.set(name, pool);
  }
  const returned = new Map<DomainPattern, readonly DomainPattern[]>();
  if (back.size === 0) return returned;
  // after a loss, none counts as taken away
  const isLoss = isMost(missingNames(names, pools).size, countNames(names));
  /**
   * Names that have another pool now, as after two were swapped back, have left; so have those that an operator put there and took
   * away again. Where a name may still be there, it has not.
   */
  const hasLeft = (other: DomainPattern, pool: number): boolean => {
    if (pools.get(pool)?.has(other) === true || returned.has(other)) return false;
    if (back.has(other) || [...pools.values()].some((its) => its.has(other))) return true;
    return (
      givenByHand.has(pool) && !isLoss && !map.problems.some((problem) => mayBeAbout(problem, other, pool))
    );
  };
  for (let size = -1; size !== returned.size; ) {
    size = returned.size;
    for (const [name, pool] of back) {
      const others = [...(names.get(pool) ?? [])].filter((other) => !hasLeft(other, pool));
      if (others.length > 0) returned.set(name, others);
    }
  }
  return returned;
}

function mayBeAbout({ kind, pool, name }: StateProblem, other: DomainPattern, itsPool: number): boolean {
  if (kind === "RETURNED") return name === other;
  return pool === undefined || pool === itsPool || name === other;
}

function sameUncertain(one: Uncertain, other: Uncertain): boolean {
  const [returned, others] = [one.returned ?? NO_NAMES, other.returned ?? NO_NAMES];
  if ((one.incomplete ?? false) !== (other.incomplete ?? false) || returned.size !== others.size)
    return false;
  return [...returned].every(([name, names]) => names.join() === others.get(name)?.join());
}
