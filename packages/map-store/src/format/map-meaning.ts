import type { DomainPattern } from "@haproxy-mcp/validation";
import type { StateProblem } from "../state-store.js";
import {
  commentedOut,
  decode,
  incomplete,
  isCommentedEntry,
  type LineProblem,
  problemsOf,
  type Remark,
  readRemark,
  returned,
  shadowed,
} from "./line-problem.js";
import { mapKey } from "./map-key.js";
import { isTerminated, type MapEntry, type MapLine } from "./map-line.js";

export type NamesByPool = ReadonlyMap<number, ReadonlySet<DomainPattern>>;

/** What HAProxy makes of the lines, and which of them are uncertain. */
export interface MapMeaning {
  /** The names of each pool, by its number, in the order of the lines. */
  readonly pools: NamesByPool;
  /** Entries that are no problem, and no names in pools. */
  readonly foreign: ReadonlyMap<string, string>;
  /** In the order of the lines. A name whose first line is one is in no pool. */
  readonly problems: readonly StateProblem[];
  /** The last line, where it has an effect and no line end: it may be cut off. */
  readonly incompleteLine: MapEntry | undefined;
  /** Keys of comments that would be entries, and that a line has, too. */
  readonly remarks: ReadonlySet<string>;
}

/** Lines that look right and are uncertain, which only the journal shows. */
export interface Uncertain {
  /** Whether {@link MapMeaning.incompleteLine} is not as it was committed. */
  readonly incomplete?: boolean | undefined;
  /** Names that came back to a pool that was given to others meanwhile, with those. */
  readonly returned?: ReadonlyMap<DomainPattern, readonly DomainPattern[]> | undefined;
}

const NONE_RETURNED: ReadonlyMap<DomainPattern, readonly DomainPattern[]> = new Map();
const NO_KEYS: ReadonlySet<string> = new Set();

/** What HAProxy makes of the lines. */
export function meaningOf(path: string, lines: readonly MapLine[], uncertain: Uncertain = {}): MapMeaning {
  const pools = new Map<number, Set<DomainPattern>>();
  const foreign = new Map<string, string>();
  const problems: StateProblem[] = [];
  const firstLines = new Map<string, number>();
  const remarks: FoundRemark[] = [];
  const { returned: backAgain = NONE_RETURNED } = uncertain;
  const cuttable = lastWithoutEnd(lines);
  let incompleteLine: MapEntry | undefined;

  const report: Report = (line, found) => {
    for (const problem of found) problems.push({ about: "route", file: path, line, ...problem });
    return found.length > 0;
  };
  const readRoute = (line: number, { name, pool }: Route) => {
    const others = backAgain.size === 0 ? undefined : backAgain.get(name);
    if (others !== undefined) {
      report(line, [returned(name, pool, others)]);
      return;
    }
    const names = pools.get(pool);
    if (names === undefined) pools.set(pool, new Set([name]));
    else names.add(name);
  };
  for (const [index, { text, entry }] of lines.entries()) {
    const line = index + 1;
    if (entry === undefined || isCommentedEntry(entry)) {
      const remark = readRemark(text);
      if (remark !== undefined) remarks.push({ ...remark, line });
      const key = decode(entry?.key ?? "");
      if (entry !== undefined && !foreign.has(key)) foreign.set(key, decode(entry.value));
      continue;
    }
    const { key, value, pattern: name, pool } = entry;
    const first = firstLines.get(key);
    if (first !== undefined) {
      report(line, shadowed(entry, first));
      continue;
    }
    firstLines.set(key, line);
    const isRoute = name !== undefined && pool !== undefined;
    if (!isRoute && text.includes("\0")) continue; // torn by a power cut, not written by hand
    if (!isRoute && report(line, problemsOf(entry))) continue;
    if (entry === cuttable) {
      incompleteLine = entry;
      if (uncertain.incomplete === true && report(line, [incomplete(entry)])) continue;
    }
    if (isRoute) readRoute(line, { name, pool });
    else foreign.set(decode(key), decode(value));
  }
  const both = activeRemarks(remarks, firstLines, report);
  if (remarks.length > both.size) problems.sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
  return { pools, foreign, problems, incompleteLine, remarks: both };
}

interface Route {
  readonly name: DomainPattern;
  readonly pool: number;
}

interface FoundRemark extends Remark {
  readonly line: number;
}

/** Returns whether there was something to report. */
type Report = (line: number, found: readonly LineProblem[]) => boolean;

/** The entry of the last line, where that has no end. */
export function lastWithoutEnd(lines: readonly MapLine[]): MapEntry | undefined {
  const last = lines.at(-1);
  if (last?.entry === undefined || isTerminated(last) || isCommentedEntry(last.entry)) return undefined;
  return last.entry;
}

/** Reports the remarks whose key no line has, and returns the keys of the others. */
function activeRemarks(
  remarks: readonly FoundRemark[],
  firstLines: ReadonlyMap<string, number>,
  report: Report,
): ReadonlySet<string> {
  if (remarks.length === 0) return NO_KEYS;
  const active = new Set<string>();
  for (const remark of remarks) {
    const key = remark.name === undefined ? remark.key : mapKey(remark.name);
    if (firstLines.has(key)) active.add(key);
    else report(remark.line, [commentedOut(remark)]);
  }
  return active;
}
