import { type DomainPattern, poolName, poolNumber } from "@haproxy-mcp/validation";
import { StoreError } from "./errors.js";
import { mapKey } from "./map-key.js";
import { type MapEntry, type MapLine, newMapLine, readMapLine, withPool } from "./map-line.js";
import type { StateProblem } from "./state-store.js";

/** domains.map, line by line, and what it says. Never changed: an edit gives another one. */
export interface MapFile {
  readonly path: string;
  readonly lines: readonly MapLine[];
  readonly domains: ReadonlyMap<DomainPattern, number>;
  readonly foreign: ReadonlyMap<string, string>;
  readonly problems: readonly StateProblem[];
}

/** @param path for messages */
export function parseMapFile(path: string, content: Buffer): MapFile {
  const parts = content.toString("latin1").split("\n");
  const last = parts.pop() ?? "";
  const lines = parts.map((part) => withoutCr(part, "\r\n", "\n"));
  return mapFileOf(path, last === "" ? lines : [...lines, withoutCr(last, "\r", "")]);
}

function withoutCr(part: string, withCr: MapLine["end"], without: MapLine["end"]): MapLine {
  return part.endsWith("\r") ? readMapLine(part.slice(0, -1), withCr) : readMapLine(part, without);
}

export function mapFileContent({ lines }: MapFile): Buffer {
  return Buffer.from(lines.map(({ text, end }) => text + end).join(""), "latin1");
}

/**
 * The file with other domains. Lines of domains that stay are left as they are, also their order; new ones go to
 * the end; with a domain go all its lines. A file that did not end in a newline still does not.
 *
 * @throws StoreError `CONFLICT` for a domain that is routed by hand
 */
export function editMapFile(file: MapFile, domains: ReadonlyMap<DomainPattern, number>): MapFile {
  for (const pool of domains.values()) assertPool(pool);
  const removed = new Set([...file.domains.keys()].filter((pattern) => !domains.has(pattern)).map(mapKey));
  const moved = new Map(
    [...domains].filter(([pattern, pool]) => (file.domains.get(pattern) ?? pool) !== pool),
  );
  const added = [...domains].filter(([pattern]) => !file.domains.has(pattern));
  if (removed.size + moved.size + added.length === 0) return file;
  for (const [pattern] of added) assertNotForeign(file, pattern);

  const kept = file.lines.filter(({ entry }) => entry === undefined || !removed.has(entry.key));
  const end = file.lines.findLast(isTerminated)?.end ?? "\n";
  const all = [
    ...kept.map((line) => move(line, moved)),
    ...added.map(([pattern, pool]) => newMapLine(pattern, pool, end)),
  ];
  return mapFileOf(file.path, endLike(file.lines.at(-1)?.end ?? end, end, all));
}

/** The first line of a key decides, so it alone is changed. Takes what it has used out of `moved`. */
function move(line: MapLine, moved: Map<DomainPattern, number>): MapLine {
  const { entry } = line;
  if (entry?.pattern === undefined) return line;
  const pool = moved.get(entry.pattern);
  if (pool === undefined) return line;
  moved.delete(entry.pattern);
  return withPool({ ...line, entry }, pool);
}

/** @param last of the file as it was; @param end of its other lines */
function endLike(last: MapLine["end"], end: MapLine["end"], lines: readonly MapLine[]): readonly MapLine[] {
  return lines.map((line, index) => {
    if (index < lines.length - 1) return isTerminated(line) ? line : { ...line, end };
    if (isTerminated({ end: last })) return line;
    // With no end, a blank line would be no line, and a CR would be one.
    return last === "" && /(?:^|\r)$/.test(line.text) ? line : { ...line, end: last };
  });
}

function isTerminated({ end }: Pick<MapLine, "end">): boolean {
  return end.endsWith("\n");
}

function mapFileOf(path: string, lines: readonly MapLine[]): MapFile {
  const domains = new Map<DomainPattern, number>();
  const foreign = new Map<string, string>();
  const problems: StateProblem[] = [];
  const firstLines = new Map<string, number>();
  for (const [index, { entry }] of lines.entries()) {
    if (entry === undefined) continue;
    const line = index + 1;
    const first = firstLines.get(entry.key);
    if (first !== undefined) {
      problems.push({
        file: path,
        line,
        message: `${named(entry.key)} is in line ${first} already, and HAProxy takes the first`,
      });
      continue;
    }
    firstLines.set(entry.key, line);
    if (entry.pattern !== undefined && entry.pool !== undefined) {
      domains.set(entry.pattern, entry.pool);
      continue;
    }
    foreign.set(decode(entry.key), decode(entry.value));
    const message = problemOf(entry);
    if (message !== undefined) problems.push({ file: path, line, message });
  }
  return { path, lines, domains, foreign, problems };
}

function problemOf({ key, value, pool }: MapEntry): string | undefined {
  if (value === "") return `${named(key)} has no backend`;
  if (pool === undefined) return undefined;
  return `${named(key)} is not a domain in lower-case A-labels such as example.com, or .example.com for a wildcard`;
}

function named(key: string): string {
  return JSON.stringify(decode(key));
}

function decode(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}

function assertPool(pool: number): void {
  if (poolNumber(poolName(pool)) !== pool) throw new RangeError(`${pool} is not the number of a pool`);
}

function assertNotForeign(file: MapFile, pattern: DomainPattern): void {
  const value = file.foreign.get(mapKey(pattern));
  if (value === undefined) return;
  throw new StoreError("CONFLICT", `${file.path}: ${pattern} is routed by hand to ${JSON.stringify(value)}`);
}
