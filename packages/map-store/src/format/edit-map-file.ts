import type { DomainPattern } from "@haproxy-mcp/validation";
import { StoreError } from "../errors.js";
import type { MapFile } from "./map-file.js";
import { mapKey } from "./map-key.js";
import { isTerminated, type MapLine, newMapLine, withPool } from "./map-line.js";
import { lastWithoutEnd, type MapMeaning, meaningOf } from "./map-meaning.js";
import type { NameChanges } from "./name-changes.js";

/**
 * The file with other names in its pools. Lines of names that stay, and lines that are problems, are left unchanged, also
 * their order; new ones go to the end, or before a last line that may be cut off; with a name go all its lines. A file
 * that did not end in a newline still does not.
 *
 * @throws StoreError `CONFLICT` for a name that is routed by hand, or that a problem is about
 */
export function editMapFile(file: MapFile, changes: NameChanges): MapFile {
  if (changes.size === 0) return file;
  const removed = new Set([...changes.values()].flatMap(({ gone }) => gone));
  const [moved, added] = [new Map<DomainPattern, number>(), new Map<DomainPattern, number>()];
  for (const [pool, { entered }] of changes) {
    for (const name of entered) (removed.delete(name) ? moved : added).set(name, pool);
  }
  assertFree(file, added);

  const end = file.lines.findLast(isTerminated)?.end ?? "\n";
  const onlyAdded = removed.size + moved.size === 0;
  const lines = onlyAdded
    ? [...file.lines]
    : remainingLines(file.lines, new Set([...removed].map(mapKey)), moved);
  // A newline would make a line whole that may be cut off.
  const cutOff = hasUncertainEnd(file) && lines.at(-1) === file.lines.at(-1) ? lines.splice(-1) : [];
  const same = lines.length;
  for (const [name, pool] of added) lines.push(newMapLine(name, pool, end));
  lines.push(...cutOff);
  const formerLast = cutOff.length > 0 ? lines.length - 1 : same - 1;
  setEnds(lines, formerLast, end, file.lines.at(-1)?.end ?? end);
  const content = contentOf(lines, file, onlyAdded ? Math.max(Math.min(same, formerLast), 0) : 0);
  const { path, uncertain } = file;
  const isBinary = file.isBinary && content.includes(0);
  const meaning = isReadAgain(file, { removed, moved, isMovedBack: cutOff.length > 0 })
    ? meaningOf(path, lines, uncertain)
    : meaningAfter(file, changes, lines);
  return { path, content, lines, isBinary, uncertain, ...meaning };
}

/** Whether the last line has no end and is a problem. */
function hasUncertainEnd({ lines, problems }: MapFile): boolean {
  const last = lines.at(-1);
  return last !== undefined && !isTerminated(last) && problems.at(-1)?.line === lines.length;
}

/** A line that moves keeps its place, and one that goes may leave a problem, or move one, or bring one to light. */
function isReadAgain(
  { problems, remarks }: MapFile,
  {
    removed,
    moved,
    isMovedBack,
  }: {
    readonly removed: ReadonlySet<DomainPattern>;
    readonly moved: ReadonlyMap<DomainPattern, number>;
    readonly isMovedBack: boolean;
  },
): boolean {
  if (moved.size > 0 || isMovedBack) return true;
  if (removed.size === 0) return false;
  return problems.length > 0 || (remarks.size > 0 && [...removed].some((name) => remarks.has(mapKey(name))));
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
function meaningAfter(file: MapFile, changes: NameChanges, lines: readonly MapLine[]): MapMeaning {
  const pools = new Map(file.pools);
  for (const [number, { entered, gone }] of changes) {
    const names = new Set(file.pools.get(number));
    for (const name of gone) names.delete(name);
    for (const name of entered) names.add(name);
    if (names.size > 0) pools.set(number, names);
    else pools.delete(number);
  }
  const { foreign, problems, remarks } = file;
  return { pools, foreign, problems, incompleteLine: lastWithoutEnd(lines), remarks };
}

function assertFree(file: MapFile, added: ReadonlyMap<DomainPattern, number>): void {
  for (const name of added.keys()) {
    const value = file.foreign.get(mapKey(name));
    if (value === undefined) continue;
    const line = file.lines.findIndex(({ entry }) => entry?.key === mapKey(name)) + 1;
    throw conflict(`${file.path}:${line}: ${name} is routed by hand to ${JSON.stringify(value)}`);
  }
  for (const { line, name, message } of added.size > 0 ? file.problems : []) {
    if (name === undefined || !added.has(name)) continue;
    throw conflict(`${file.path}:${line}: ${message}; correct or remove that line before ${name} is added`);
  }
}

function conflict(message: string): StoreError {
  return new StoreError("CONFLICT", message);
}
