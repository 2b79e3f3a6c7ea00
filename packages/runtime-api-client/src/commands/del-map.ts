import type { RuntimeCommand } from "../command.js";
import { line } from "../line.js";
import { expectSilence } from "../reply.js";
import { mapKeyToFind } from "./map-key.js";
import { mapName } from "./map-name.js";

/**
 * `del map <map> <key>` (management.txt section 9.3). Of several entries with the key HAProxy 2.6 deletes all, 3.3 and
 * later one for each call. Answers with silence; refused with `Key not found.` where there is none.
 */
export function delMap(map: string, key: string): RuntimeCommand<void> {
  return {
    line: line`del map ${mapName(map)} ${mapKeyToFind(key)}`,
    kind: "write",
    parseReply: expectSilence,
  };
}
