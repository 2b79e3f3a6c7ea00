import type { RuntimeCommand } from "../command.js";
import { line } from "../line.js";
import { expectSilence } from "../reply.js";
import { mapKey } from "./map-key.js";
import { mapName } from "./map-name.js";

/**
 * `add map <map> <key> <value>` (management.txt section 9.3): changes the running process only; the file stays as it
 * was. HAProxy does not look whether the key is there already: a second entry has no effect. Answers with silence.
 */
export function addMap(map: string, key: string, value: string): RuntimeCommand<void> {
  return {
    line: line`add map ${mapName(map)} ${mapKey(key)} ${value}`,
    kind: "write",
    parseReply: expectSilence,
  };
}
