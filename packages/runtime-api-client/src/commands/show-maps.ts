import type { RuntimeCommand } from "../command.js";
import { dataOf, malformed } from "../reply.js";

/** A map that HAProxy has loaded. */
export interface MapInfo {
  /** Usable as `#<id>` instead of the file. */
  readonly id: number;
  /** As the configuration names it: the path that HAProxy sees. */
  readonly file: string;
  readonly description: string;
}

const ROW = /^(-?\d+) \((.*?)\) (.*)$/;

/**
 * `show map` with no argument (management.txt section 9.3): the maps there are.
 *
 *     # id (file) description
 *     2 (/etc/haproxy/domains.map) pattern loaded from file '/etc/haproxy/domains.map' used by map at …
 */
export function showMaps(): RuntimeCommand<readonly MapInfo[]> {
  return {
    line: "show map",
    kind: "read",
    parseReply: (reply) =>
      dataOf(reply)
        .split("\n")
        .filter((text) => text !== "" && !text.startsWith("#"))
        .map((text) => {
          const [, id, file, description] = ROW.exec(text) ?? [];
          if (id === undefined || file === undefined || description === undefined) {
            throw malformed(reply, `${JSON.stringify(text)} is not a map`);
          }
          return { id: Number(id), file, description };
        }),
  };
}
