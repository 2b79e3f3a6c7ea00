import { poolName, poolNumber } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern } from "@haproxy-mcp/validation";
import type { DesiredState } from "./desired-state.js";
import { StoreError } from "./errors.js";
import { type MapFile, type MapMeaning, meaningOf, type NamesByPool } from "./map-file.js";
import { mapKey } from "./map-key.js";
import { type MapLine, newMapLine, withPool } from "./map-line.js";

const NO_NAMES: ReadonlySet<DomainPattern> = new Set();

/**
 * The file with other names in its pools. Lines of names that stay are left unchanged, also their order; new ones go to
 * the end; with a name go all its lines. A file that did not end in a newline still does not.
 *
 * @throws StoreError `CONFLICT` for a name that is routed by hand
 */
export function editMapFile(file: MapFile, pools: DesiredState["pools"]): MapFile {
  const change = differenceOf(file.pools, pools);
  const { removed, moved, added } = change;
  if (removed.size + moved.size + added.size === 0) return file;
  for (const pool of [...moved.values(), ...added.values()]) assertPool(pool);
  for (const name of added.keys()) assertNotForeign(file, name);
  assertInOnePool(pools, new Map([...moved, ...added]));

  const end = file.lines.findLast(isTerminated)?.end ?? "\n";
  const onlyAdded = removed.size + moved.size === 0;
  const lines = onlyAdded
    ? [...file.lines]
    : remainingLines(file.lines, new Set([...removed].map(mapKey)), moved);
  for (const [name, pool] of added) lines.push(newMapLine(name, pool, end));
  const formerLast = lines.length - added.size - 1;
  setEnds(lines, formerLast, end, file.lines.at(-1)?.end ?? end);
  const content = contentOf(lines, file, onlyAdded ? Math.max(formerLast, 0) : 0);
  return { path: file.path, content, lines, ...meaningAfter(file, lines, change, pools) };
}

interface NameDifference {
  readonly removed: ReadonlySet<DomainPattern>;
  readonly moved: ReadonlyMap<DomainPattern, number>;
  readonly added: ReadonlyMap<DomainPattern, number>;
}

function differenceOf(found: NamesByPool, wanted: DesiredState["pools"]): NameDifference {
  const removed = new Set<DomainPattern>();
  const entered = new Map<DomainPattern, number>();
  for (const pool of new Set([...found.keys(), ...wanted.keys()])) {
    const [before, after] = [found.get(pool) ?? NO_NAMES, wanted.get(pool)?.names ?? NO_NAMES];
    if (before === after) continue;
    for (const name of before) if (!after.has(name)) removed.add(name);
    for (const name of after) if (!before.has(name)) entered.set(name, pool);
  }
  const [moved, added] = [new Map<DomainPattern, number>(), new Map<DomainPattern, number>()];
  for (const [name, pool] of entered) (removed.delete(name) ? moved : added).set(name, pool);
  return { removed, moved, added };
}

/** Of a name that moves, the first line alone is changed: it decides. */
function remainingLines(
  lines: readonly MapLine[],
  removed: ReadonlySet<string>,
  moved: ReadonlyMap<DomainPattern, number>,
): MapLine[] {
  const waiting = new Map(moved);
  const remaining: MapLine[] = [];
  for (const line of lines) {
    const { entry } = line;
    const pool = entry?.pattern === undefined ? undefined : waiting.get(entry.pattern);
    if (entry?.pattern !== undefined && pool !== undefined) {
      waiting.delete(entry.pattern);
      remaining.push(withPool({ ...line, entry }, pool));
    } else if (entry === undefined || !removed.has(entry.key)) {
      remaining.push(line);
    }
  }
  return remaining;
}

/** Ends the line that was the last like the others, and the one that is the last now as it was. */
function setEnds(lines: MapLine[], formerLast: number, end: MapLine["end"], lastEnd: MapLine["end"]): void {
  const former = lines[formerLast];
  if (former !== undefined && formerLast < lines.length - 1 && !isTerminated(former)) {
    lines[formerLast] = { ...former, end };
  }
  const last = lines.at(-1);
  if (last === undefined || isTerminated({ end: lastEnd })) return;
  // With no end, a blank line would be no line, and a CR would be one.
  if (lastEnd === "" && /(?:^|\r)$/.test(last.text)) return;
  lines[lines.length - 1] = { ...last, end: lastEnd };
}

function isTerminated({ end }: Pick<MapLine, "end">): boolean {
  return end.endsWith("\n");
}

/** The bytes of the lines, of which the first `same` are the file's. */
function contentOf(lines: readonly MapLine[], file: MapFile, same: number): Buffer {
  const tail = file.lines.slice(same).reduce((length, { text, end }) => length + text.length + end.length, 0);
  return Buffer.concat([
    file.content.subarray(0, file.content.length - tail),
    Buffer.from(
      lines
        .slice(same)
        .map(({ text, end }) => text + end)
        .join(""),
      "latin1",
    ),
  ]);
}

/** The same as {@link meaningOf} the lines, without reading them all again where only pools that changed could differ. */
function meaningAfter(
  file: MapFile,
  lines: readonly MapLine[],
  { removed, moved, added }: NameDifference,
  wanted: DesiredState["pools"],
): MapMeaning {
  // A line that moves keeps its place, and one that goes may leave a problem that was about it.
  if (file.problems.length > 0 || moved.size > 0) return meaningOf(file.path, lines);
  const pools = new Map(file.pools);
  for (const [number, before] of file.pools) {
    if (before === wanted.get(number)?.names) continue;
    const names = [...before].filter((name) => !removed.has(name));
    if (names.length === 0) pools.delete(number);
    else if (names.length < before.size) pools.set(number, new Set(names));
  }
  const grown = new Map([...new Set(added.values())].map((number) => [number, new Set(pools.get(number))]));
  for (const [name, number] of added) grown.get(number)?.add(name);
  for (const [number, names] of grown) pools.set(number, names);
  return { pools, foreign: file.foreign, problems: file.problems };
}

function assertPool(pool: number): void {
  if (poolNumber(poolName(pool)) !== pool) throw new RangeError(`${pool} is not the number of a pool`);
}

function assertNotForeign(file: MapFile, name: DomainPattern): void {
  const value = file.foreign.get(mapKey(name));
  if (value === undefined) return;
  throw new StoreError("CONFLICT", `${file.path}: ${name} is routed by hand to ${JSON.stringify(value)}`);
}

/** Looks at each name once at most, however many have entered a pool. */
function assertInOnePool(pools: DesiredState["pools"], entered: ReadonlyMap<DomainPattern, number>): void {
  for (const [other, { names }] of pools) {
    for (const name of names.size < entered.size ? names : entered.keys()) {
      const pool = entered.get(name) ?? other;
      if (pool !== other && names.has(name))
        throw new RangeError(`${name} is in the pools ${pool} and ${other}`);
    }
  }
}
