import type { RuntimeCommand } from "../command.js";
import { line } from "../line.js";
import { dataOf, malformed } from "../reply.js";
import { mapName } from "./map-name.js";

export interface MapEntry {
  /** Address of the entry in HAProxy's memory, usable as `#<id>` in `set map` and `del map`. */
  readonly id: string;
  readonly key: string;
  readonly value: string;
}

const ENTRY = /^(0x[0-9a-f]+) (\S+) (.*)$/;

/**
 * `show map <map>` (management.txt section 9.3): every entry, in HAProxy's order. Of entries with one key it uses the
 * first.
 *
 *     0x55d1a2b3c4d0 example.com pool_1
 */
export function showMap(map: string): RuntimeCommand<readonly MapEntry[]> {
  return {
    line: line`show map ${mapName(map)}`,
    kind: "read",
    parseReply: (reply) =>
      dataOf(reply)
        .split("\n")
        .filter((text) => text !== "")
        .map((text) => {
          const [, id, key, value] = ENTRY.exec(text) ?? [];
          if (id === undefined || key === undefined || value === undefined) {
            throw malformed(reply, `${JSON.stringify(text)} is not a map entry`);
          }
          return { id, key, value };
        }),
  };
}
