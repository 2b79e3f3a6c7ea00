import { poolName, poolNumber } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern } from "@haproxy-mcp/validation";
import type { ProblemKind, StateProblem } from "../state-store.js";
import { isMatchable, mapKey, nameMeantBy, patternOfMapKey } from "./map-key.js";
import type { MapEntry } from "./map-line.js";

/** What is wrong with one line. One that mentions several pools is a problem of each. */
export type LineProblem = Pick<StateProblem, "kind" | "key" | "name" | "pool" | "message">;

/** A comment that would be an entry without its `#`. */
export interface Remark {
  readonly key: string;
  /** The pattern of the key, or the one that it means. */
  readonly name: DomainPattern | undefined;
  readonly pool: number;
}

const BACKEND = /^[\w.:-]+$/; // what HAProxy takes for the name of a proxy
const MENTION = /(?<![\w.-])pool_([1-9]\d{0,5})(?!\d)/g; // also at the beginning of a word that is no pool
const REMARK = /^[ \t]*#+[ \t]*([^ \t#][^ \t]*)[ \t]+(pool_\d+)[ \t]*$/;
const MAX_SHOWN = 100; // characters

/**
 * What keeps an entry from being one: a value that is neither a pool nor the plain name of another backend, or a key
 * that HAProxy never looks up. Whether there is a backend of that name is for the caller to find out.
 */
export function problemsOf(entry: MapEntry): readonly LineProblem[] {
  if (isCommentedEntry(entry)) return [];
  const { key, value, pattern, pool } = entry;
  const pools = pool === undefined ? poolsIn(`${key} ${value}`) : [pool];
  const isUnreadable = pool === undefined && (pools.length > 0 || !BACKEND.test(value));
  if (!isUnreadable && (pattern !== undefined || isMatchable(key))) return [];
  const text = decode(key);
  const name = pattern ?? nameMeantBy(poolNumber(key) === undefined ? text : decode(value));
  const message = isUnreadable ? unreadable(key, value) : ineffective(key, name);
  return (pools.length > 0 ? pools : [undefined]).map((pool) =>
    problem(isUnreadable ? "UNREADABLE" : "INEFFECTIVE", { key: text, name, pool }, message),
  );
}

/** Whether an entry is a comment to a reader, and none to HAProxy, because its `#` is not in the first column. */
export function isCommentedEntry({ key }: MapEntry): boolean {
  return key.startsWith("#");
}

/** @param text of a line that is no entry */
export function readRemark(text: string): Remark | undefined {
  if (text === "") return undefined;
  const [, bytes = "", value = ""] = REMARK.exec(text) ?? [];
  const pool = poolNumber(value);
  if (pool === undefined) return undefined;
  const key = decode(bytes);
  return { key, name: patternOfMapKey(key) ?? nameMeantBy(key), pool };
}

export function commentedOut({ key, name, pool }: Remark): LineProblem {
  return problem(
    "COMMENTED_OUT",
    { key, name, pool },
    `${shown(key)} is commented out, with ${poolName(pool)}`,
  );
}

export function shadowed({ key, value, pattern, pool }: MapEntry, first: number): readonly LineProblem[] {
  const text = decode(key);
  const pools = pool === undefined ? poolsIn(value) : [pool];
  const place = { key: text, name: pattern ?? (isMatchable(key) ? undefined : nameMeantBy(text)) };
  const message = `${shown(text)} is already in line ${first}, and HAProxy uses the first`;
  return (pools.length > 0 ? pools : [undefined]).map((pool) =>
    problem("SHADOWED", { ...place, pool }, message),
  );
}

export function incomplete({ key, value, pattern, pool }: MapEntry): LineProblem {
  const text = decode(key);
  const message = `${shown(`${text} ${decode(value)}`)} has no line end and is not what was committed: it may be cut off`;
  return problem("INCOMPLETE", { key: text, name: pattern ?? nameMeantBy(text), pool }, message);
}

/** @param others which its pool was given to */
export function returned(name: DomainPattern, pool: number, others: readonly DomainPattern[]): LineProblem {
  const [first = "another name", ...more] = others;
  const given = more.length === 0 ? first : `${first} and ${more.length} more`;
  const message = `${name} is back in ${poolName(pool)}, which was given to ${given} meanwhile`;
  return problem("RETURNED", { key: mapKey(name), name, pool }, message);
}

function problem(
  kind: ProblemKind,
  about: Pick<LineProblem, "key" | "name" | "pool">,
  message: string,
): LineProblem {
  return { kind, ...about, message };
}

function unreadable(key: string, value: string): string {
  const text = decode(value);
  if (text === "") return `${shown(decode(key))} has no backend`;
  if (BACKEND.test(value)) return `${shown(decode(key))} has the value ${shown(text)}, which is not a pool`;
  return `${shown(decode(key))} has the value ${shown(text)}, and HAProxy takes all of it for the name of a backend`;
}

function ineffective(key: string, name: DomainPattern | undefined): string {
  const text = shown(decode(key));
  if (name !== undefined) return `HAProxy never matches ${text}; it would match ${mapKey(name)}`;
  return `HAProxy never matches ${text}: a key is a host in lower-case A-labels such as example.com, or .example.com for a wildcard`;
}

function poolsIn(text: string): readonly number[] {
  return [...new Set(Array.from(text.matchAll(MENTION), ([, digits]) => Number(digits)))];
}

function shown(text: string): string {
  return JSON.stringify(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);
}

/** @param bytes in ISO 8859-1 */
export function decode(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}
