import { type RuntimeCommand, read } from "../../command.js";
import { type CommandReply, dataOf, malformed } from "../../reply.js";
import { type VersionOptions, versioned } from "../pattern-file.js";

/** An entry of a map (`show map`). */
export interface MapEntry {
  /** Address of the entry in HAProxy's memory, usable as `{ id }` in `setMap` and `delMap`. */
  readonly id: string;
  readonly key: string;
  readonly value: string;
}

/** Plain data. Of 100,000 entries, instances of a class are made three times as fast as object literals. */
class ShownEntry implements MapEntry {
  readonly id: string;
  readonly key: string;
  readonly value: string;

  constructor(id: string, key: string, value: string) {
    this.id = id;
    this.key = key;
    this.value = value;
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
    const id = text.slice(start, beforeKey);
    const key = text.slice(beforeKey + 1, beforeValue);
    entries.push(new ShownEntry(id, key, text.slice(beforeValue + 1, end)));
    start = end + 1;
  }
  return entries;
}
