import type { DomainPattern } from "@haproxy-mcp/validation";
import type { ProblemKind, StateProblem } from "../state-store.js";
import { type MapEntry, type MapLine, readMapLine } from "./map-line.js";

export type NamesByPool = ReadonlyMap<number, ReadonlySet<DomainPattern>>;

/** domains.map, line by line, and what it says. Never changed: an edit gives another one. */
export interface MapFile {
  readonly path: string;
  readonly content: Buffer;
  readonly lines: readonly MapLine[];
  /** The names of each pool, by its number, in the order of the lines. */
  readonly pools: NamesByPool;
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

export type MapMeaning = Pick<MapFile, "pools" | "foreign" | "problems">;

/** What HAProxy makes of the lines. */
export function meaningOf(path: string, lines: readonly MapLine[]): MapMeaning {
  const pools = new Map<number, Set<DomainPattern>>();
  const foreign = new Map<string, string>();
  const problems: StateProblem[] = [];
  const firstLines = new Map<string, number>();
  for (const [index, { entry }] of lines.entries()) {
    if (entry === undefined) continue;
    const line = index + 1;
    const { key, value, pattern: name, pool } = entry;
    const report = (kind: ProblemKind, message: string) =>
      problems.push({ kind, about: "route", file: path, line, key: decode(key), name, pool, message });
    const first = firstLines.get(key);
    if (first !== undefined) {
      report("SHADOWED", `${named(key)} is in line ${first} already, and HAProxy takes the first`);
      continue;
    }
    firstLines.set(key, line);
    if (name !== undefined && pool !== undefined) {
      const names = pools.get(pool);
      if (names === undefined) pools.set(pool, new Set([name]));
      else names.add(name);
      continue;
    }
    foreign.set(decode(key), decode(value));
    const message = problemOf(entry);
    if (message !== undefined) report(value === "" ? "UNREADABLE" : "INEFFECTIVE", message);
  }
  return { pools, foreign, problems };
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
