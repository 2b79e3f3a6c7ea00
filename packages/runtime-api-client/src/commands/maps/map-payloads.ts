import { inspect } from "node:util";
import { unsafe } from "../../arguments.js";
import { type RuntimeCommand, writeWithPayload } from "../../command.js";
import { chunkLines } from "../../wire/payload.js";
import { type VersionOptions, versioned } from "../pattern-file.js";
import { mapKey } from "../pattern-key.js";

/** An entry that a map gets. */
export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

/** Entries as objects or as pairs, such as those of a `Map`. */
export type MapEntries = Iterable<KeyValue | readonly [key: string, value: string]>;

const SHOWN_CHARACTERS = 80;
/** Nearly every entry: printable ASCII. */
const PLAIN_KEY = /^[!-~]+$/;
const PLAIN_VALUE = /^[!-~][ -~]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
const UNSAFE = /^[ \t]|[\u0000-\u001f\u007f]|\p{Surrogate}/u;

/**
 * A copy of the entries, as objects. Types say what they must be; a caller in JavaScript hears it here.
 *
 * @throws RuntimeApiError `UNSAFE_ARGUMENT` for what is not a list of entries, or an entry without a text as key and as value
 */
export function mapEntriesOf(entries: MapEntries): readonly KeyValue[] {
  if (typeof entries !== "object" || entries === null || !(Symbol.iterator in entries)) {
    throw unsafe(`not a list of map entries: ${shown(entries)}; use a Map, or an array of { key, value }`);
  }
  return Array.from<unknown, KeyValue>(entries, (entry, i) => {
    const pair = Array.isArray(entry) && entry.length === 2;
    const { key, value } = (pair ? { key: entry[0], value: entry[1] } : (entry ?? {})) as Partial<KeyValue>;
    if (typeof key === "string" && typeof value === "string") return { key, value };
    throw unsafe(`map entry ${i} is ${shown(entry)}; use { key, value } or [key, value], of two texts`);
  });
}

function shown(value: unknown): string {
  const text = inspect(value, {
    depth: 1,
    breakLength: Number.POSITIVE_INFINITY,
    maxStringLength: SHOWN_CHARACTERS,
    maxArrayLength: 3,
  });
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

/** @throws RuntimeApiError `UNSAFE_ARGUMENT` for an entry that no payload carries */
export function mapPayloads(entries: readonly KeyValue[]): readonly string[] {
  return chunkLines(lines(entries));
}

export function addMapPayloads(
  map: string,
  payloads: readonly string[],
  options: VersionOptions,
): readonly RuntimeCommand<void>[] {
  const line = `add map ${versioned(map, options)}`;
  return payloads.map((payload) => writeWithPayload(line, payload));
}

function* lines(entries: readonly KeyValue[]): Iterable<string> {
  for (const { key, value } of entries) {
    if (!PLAIN_KEY.test(key) && (key === "" || UNSAFE.test(mapKey(key)))) {
      throw unsafe(`invalid map key: ${JSON.stringify(key)}`);
    }
    if (!PLAIN_VALUE.test(value) && (value === "" || UNSAFE.test(value))) {
      throw unsafe(`invalid map value for ${key}: ${JSON.stringify(value)}`);
    }
    yield `${key} ${value}`;
  }
}
