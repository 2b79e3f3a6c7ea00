import { poolName, poolNumber } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { StoreError } from "../errors.js";
import { type MapFile, type MapMeaning, meaningOf } from "./map-file.js";
import { mapKey } from "./map-key.js";
import { type MapLine, newMapLine, withPool } from "./map-line.js";
import type { NameChanges } from "./name-changes.js";

/**
 * The file with other names in its pools. Lines of names that stay are left unchanged, also their order; new ones go to
 * the end; with a name go all its lines. A file that did not end in a newline still does not.
 *
 * @throws StoreError `CONFLICT` for a name that is routed by hand
 */
export function editMapFile(file: MapFile, changes: NameChanges): MapFile {
  if (changes.size === 0) return file;
  const removed = new Set([...changes.values()].flatMap(({ gone }) => gone));
  const [moved, added] = [new Map<DomainPattern, number>(), new Map<DomainPattern, number>()];
  for (const [pool, { entered }] of changes) {
    if (entered.length > 0) assertPool(pool);
    for (const name of entered) (removed.delete(name) ? moved : added).set(name, pool);
  }
  for (const name of added.keys()) assertNotForeign(file, name);

  const end = file.lines.findLast(isTerminated)?.end ?? "\n";
  const onlyAdded = removed.size + moved.size === 0;
  const lines = onlyAdded
    ? [...file.lines]
    : remainingLines(file.lines, new Set([...removed].map(mapKey)), moved);
  for (const [name, pool] of added) lines.push(newMapLine(name, pool, end));
  const formerLast = lines.length - added.size - 1;
  setEnds(lines, formerLast, end, file.lines.at(-1)?.end ?? end);
  const content = contentOf(lines, file, onlyAdded ? Math.max(formerLast, 0) : 0);
  // A line that moves keeps its place, and one that goes may leave a problem that was about it.
  const isReadAgain = file.problems.length > 0 || moved.size > 0;
  const meaning = isReadAgain ? meaningOf(file.path, lines) : meaningAfter(file, changes);
  return { path: file.path, content, lines, ...meaning };
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

/** The same as {@link meaningOf} the lines, of which only those that changed are looked at. */
function meaningAfter(file: MapFile, changes: NameChanges): MapMeaning {
  const pools = new Map(file.pools);
  for (const [number, { entered, gone }] of changes) {
    const names = new Set(file.pools.get(number));
    for (const name of gone) names.delete(name);
    for (const name of entered) names.add(name);
    if (names.size > 0) pools.set(number, names);
    else pools.delete(number);
  }
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
