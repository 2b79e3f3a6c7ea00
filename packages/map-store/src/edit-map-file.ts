import { type DomainPattern, poolName, poolNumber } from "@haproxy-mcp/validation";
import { StoreError } from "./errors.js";
import { type MapFile, type MapMeaning, meaningOf } from "./map-file.js";
import { mapKey } from "./map-key.js";
import { type MapLine, newMapLine, withPool } from "./map-line.js";

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
  const lines =
    removed.size + moved.size === 0 ? [...file.lines] : remainingLines(file.lines, removed, moved);
  for (const [pattern, pool] of added) lines.push(newMapLine(pattern, pool, end));
  const formerLast = lines.length - added.size - 1;
  setEnds(lines, formerLast, end, file.lines.at(-1)?.end ?? end);
  const content = Buffer.from(lines.map((line) => line.text + line.end).join(""), "latin1");
  return { path: file.path, content, lines, ...meaningAfter(file, lines, domains, added) };
}

function differenceOf(found: ReadonlyMap<DomainPattern, number>, wanted: ReadonlyMap<DomainPattern, number>) {
  const moved = new Map<DomainPattern, number>();
  const added = new Map<DomainPattern, number>();
  for (const [pattern, pool] of wanted) {
    const foundPool = found.get(pattern);
    if (foundPool === undefined) added.set(pattern, pool);
    else if (foundPool !== pool) moved.set(pattern, pool);
  }
  const removed = new Set<string>();
  if (found.size + added.size > wanted.size) {
    for (const pattern of found.keys()) if (!wanted.has(pattern)) removed.add(mapKey(pattern));
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

/** The same as {@link meaningOf} the lines, without reading them all again where only numbers of lines could differ. */
function meaningAfter(
  file: MapFile,
  lines: readonly MapLine[],
  wanted: ReadonlyMap<DomainPattern, number>,
  added: ReadonlyMap<DomainPattern, number>,
): MapMeaning {
  if (file.problems.length > 0) return meaningOf(file.path, lines);
  const domains = new Map<DomainPattern, number>();
  for (const pattern of file.domains.keys()) {
    const pool = wanted.get(pattern);
    if (pool !== undefined) domains.set(pattern, pool);
  }
  for (const [pattern, pool] of added) domains.set(pattern, pool);
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
