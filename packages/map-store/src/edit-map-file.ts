import { poolName, poolNumber } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { StoreError } from "./errors.js";
import { type MapFile, type MapMeaning, meaningOf } from "./map-file.js";
import { mapKey } from "./map-key.js";
import { type MapLine, newMapLine, withPool } from "./map-line.js";
import { differingKeys, patchMap } from "./patched-map.js";

/**
 * The file with other domains. Lines of domains that stay are left as they are, also their order; new ones go to
 * the end; with a domain go all its lines. A file that did not end in a newline still does not.
 *
 * @throws StoreError `CONFLICT` for a domain that is routed by hand
 */
export function editMapFile(file: MapFile, domains: ReadonlyMap<DomainPattern, number>): MapFile {
  const { removed, moved, added } = differenceOf(file.domains, domains);
  if (removed.size + moved.size + added.size === 0) return file;
  for (const pool of [...moved.values(), ...added.values()]) assertPool(pool);
  for (const pattern of added.keys()) assertNotForeign(file, pattern);

  const end = file.lines.findLast(isTerminated)?.end ?? "\n";
  const onlyAdded = removed.size + moved.size === 0;
  const lines = onlyAdded
    ? [...file.lines]
    : remainingLines(file.lines, new Set([...removed].map(mapKey)), moved);
  for (const [pattern, pool] of added) lines.push(newMapLine(pattern, pool, end));
  const formerLast = lines.length - added.size - 1;
  setEnds(lines, formerLast, end, file.lines.at(-1)?.end ?? end);
  const content = contentOf(lines, file, onlyAdded ? Math.max(formerLast, 0) : 0);
  return { path: file.path, content, lines, ...meaningAfter(file, lines, { removed, moved, added }) };
}

interface DomainDifference {
  readonly removed: ReadonlySet<DomainPattern>;
  readonly moved: ReadonlyMap<DomainPattern, number>;
  readonly added: ReadonlyMap<DomainPattern, number>;
}

function differenceOf(
  found: ReadonlyMap<DomainPattern, number>,
  wanted: ReadonlyMap<DomainPattern, number>,
): DomainDifference {
  const removed = new Set<DomainPattern>();
  const moved = new Map<DomainPattern, number>();
  const added = new Map<DomainPattern, number>();
  for (const pattern of differingKeys(found, wanted)) {
    const pool = wanted.get(pattern);
    if (pool === undefined) removed.add(pattern);
    else (found.has(pattern) ? moved : added).set(pattern, pool);
  }
  return { removed, moved, added };
}

/** Of a domain that moves, the first line alone is changed: it decides. */
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

/** The same as {@link meaningOf} the lines, without reading them all again where only numbers of lines could differ. */
function meaningAfter(
  file: MapFile,
  lines: readonly MapLine[],
  { removed, moved, added }: DomainDifference,
): MapMeaning {
  if (file.problems.length > 0) return meaningOf(file.path, lines);
  const domains = patchMap(file.domains, { remove: removed, set: [...moved, ...added] });
  return { domains, foreign: file.foreign, problems: file.problems };
}

function assertPool(pool: number): void {
  if (poolNumber(poolName(pool)) !== pool) throw new RangeError(`${pool} is not the number of a pool`);
}

function assertNotForeign(file: MapFile, pattern: DomainPattern): void {
  const value = file.foreign.get(mapKey(pattern));
  if (value === undefined) return;
  throw new StoreError("CONFLICT", `${file.path}: ${pattern} is routed by hand to ${JSON.stringify(value)}`);
}
