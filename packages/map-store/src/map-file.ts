import type { DomainPattern } from "@haproxy-mcp/validation";
import { type MapEntry, type MapLine, readMapLine } from "./map-line.js";
import type { StateProblem } from "./state-store.js";

/** domains.map, line by line, and what it says. Never changed: an edit gives another one. */
export interface MapFile {
  readonly path: string;
  readonly content: Buffer;
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
  if (last !== "") lines.push(withoutCr(last, "\r", ""));
  return { path, content, lines, ...meaningOf(path, lines) };
}

function withoutCr(part: string, withCr: MapLine["end"], without: MapLine["end"]): MapLine {
  return part.endsWith("\r") ? readMapLine(part.slice(0, -1), withCr) : readMapLine(part, without);
}

export type MapMeaning = Pick<MapFile, "domains" | "foreign" | "problems">;

/** What HAProxy makes of the lines. */
export function meaningOf(path: string, lines: readonly MapLine[]): MapMeaning {
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
  return { domains, foreign, problems };
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
