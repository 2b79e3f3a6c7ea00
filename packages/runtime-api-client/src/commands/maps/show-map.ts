import { type RuntimeCommand, read } from "../../command.js";
import { type CommandReply, dataOf, malformed } from "../../reply.js";
import { type VersionOptions, versioned } from "../pattern-file.js";

export interface MapEntry {
  /** Address of the entry in HAProxy's memory, usable as `{ id }` in `setMap` and `delMap`. */
  readonly id: string;
  readonly key: string;
  readonly value: string;
}

/** Of 100,000 entries a caller needs the address of one: it is cut out of the reply on demand. */
class ShownEntry implements MapEntry {
  readonly key: string;
  readonly value: string;
  readonly #reply: string;
  readonly #start: number;
  readonly #end: number;

  constructor(key: string, value: string, reply: string, start: number, end: number) {
    this.key = key;
    this.value = value;
    this.#reply = reply;
    this.#start = start;
    this.#end = end;
  }

  get id(): string {
    return this.#reply.slice(this.#start, this.#end);
  }

  toJSON(): MapEntry {
    return { id: this.id, key: this.key, value: this.value };
  }
}

/**
 * `show map [@<version>] <map>` (management.txt section 9.3): every entry of a version (HAProxy 2.4), by default the current
 * one, in HAProxy's order. Of entries with one key it uses the first.
 *
 *     0x55d1a2b3c4d0 example.com pool_1
 */
export function showMap(map: string, options: VersionOptions = {}): RuntimeCommand<readonly MapEntry[]> {
  return read(`show map ${versioned(map, options)}`, parseEntries);
}

/** One pass with no regular expression: maps have 100,000 entries and more. */
function parseEntries(reply: CommandReply): readonly MapEntry[] {
  const text = dataOf(reply);
  const entries: MapEntry[] = [];
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf("\n", start);
    const end = feed === -1 ? text.length : feed;
    const beforeKey = text.indexOf(" ", start);
    const beforeValue = text.indexOf(" ", beforeKey + 1);
    if (!text.startsWith("0x", start) || beforeKey === -1 || beforeValue === -1 || beforeValue >= end) {
      throw malformed(reply, `${JSON.stringify(text.slice(start, end))} is not a map entry`);
    }
    const key = text.slice(beforeKey + 1, beforeValue);
    entries.push(new ShownEntry(key, text.slice(beforeValue + 1, end), text, start, beforeKey));
    start = end + 1;
  }
  return entries;
}
