import { poolName, poolNumber } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { mapKey, patternOfMapKey } from "./map-key.js";

/** How HAProxy reads a line, as bytes in ISO 8859-1, so that any file survives. */
export interface MapEntry {
  readonly key: string;
  /** Empty where the line has a key only. */
  readonly value: string;
  readonly pattern: DomainPattern | undefined;
  readonly pool: number | undefined;
}

export interface MapLine {
  readonly text: string;
  /** The last two for the last line of a file only. */
  readonly end: "\n" | "\r\n" | "" | "\r";
  /** `undefined` for a comment or a blank line. */
  readonly entry: MapEntry | undefined;
}

const CUT = /[\r\0]/;

/** @param text without the end of the line */
export function readMapLine(text: string, end: MapLine["end"]): MapLine {
  const range = entryRange(text);
  if (range === undefined) return { text, end, entry: undefined };
  const key = text.slice(range.keyStart, range.keyEnd);
  const value = text.slice(range.valueStart, range.valueEnd);
  return { text, end, entry: { key, value, pattern: patternOfMapKey(key), pool: poolNumber(value) } };
}

export function newMapLine(pattern: DomainPattern, pool: number, end: MapLine["end"]): MapLine {
  const key = mapKey(pattern);
  const value = poolName(pool);
  return { text: `${key} ${value}`, end, entry: { key, value, pattern, pool } };
}

/** The same line with another pool; spaces stay as they are. */
export function withPool(line: MapLine & { readonly entry: MapEntry }, pool: number): MapLine {
  const range = entryRange(line.text);
  if (range === undefined) return line;
  const value = poolName(pool);
  const text = line.text.slice(0, range.valueStart) + value + line.text.slice(range.valueEnd);
  return { ...line, text, entry: { ...line.entry, value, pool } };
}

export function isTerminated({ end }: Pick<MapLine, "end">): boolean {
  return end.endsWith("\n");
}

/**
 * Reads a line as HAProxy 2.6 to 3.4 do: `#` begins a comment in the first column only, a key ends at white space,
 * a value at the end of the line, and CR or NUL end the line.
 */
function entryRange(text: string) {
  if (text.startsWith("#")) return undefined;
  const cut = text.search(CUT);
  const stop = cut === -1 ? text.length : cut;
  const keyStart = skip(text, 0, stop, isBlank);
  if (keyStart === stop) return undefined;
  const keyEnd = skip(text, keyStart, stop, (character) => !isBlank(character));
  const valueStart = skip(text, keyEnd, stop, isBlank);
  let valueEnd = stop;
  while (valueEnd > valueStart && isBlank(text[valueEnd - 1])) valueEnd--;
  return { keyStart, keyEnd, valueStart, valueEnd };
}

function skip(text: string, from: number, stop: number, wanted: (character?: string) => boolean): number {
  let at = from;
  while (at < stop && wanted(text[at])) at++;
  return at;
}

function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t";
}
