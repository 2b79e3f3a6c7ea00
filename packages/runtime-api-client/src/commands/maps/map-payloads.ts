import { unsafe } from "../../arguments.js";
import { type RuntimeCommand, writeWithPayload } from "../../command.js";
import { chunkLines } from "../../wire/payload.js";
import { type VersionOptions, versioned } from "../pattern-file.js";
import { mapKey } from "../pattern-key.js";

export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

/** Nearly every entry: printable ASCII. */
const PLAIN_KEY = /^[!-~]+$/;
const PLAIN_VALUE = /^[!-~][ -~]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
const UNSAFE = /^[ \t]|[\u0000-\u001f\u007f]|\p{Surrogate}/u;

/** @throws RuntimeApiError `UNSAFE_ARGUMENT` for an entry that no payload carries */
export function mapPayloads(entries: Iterable<KeyValue>): readonly string[] {
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

function* lines(entries: Iterable<KeyValue>): Iterable<string> {
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
