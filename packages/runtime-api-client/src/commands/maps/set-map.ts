import { type RuntimeCommand, write } from "../../command.js";
import { line } from "../../line.js";
import { patternFile } from "../pattern-file.js";
import { type EntryRef, keyToFind } from "../pattern-key.js";

/**
 * `set map <map> <key>|#<id> <value>` (management.txt section 9.3). Prints nothing on success; refused with `entry not found.`
 * if there is none. Of several entries with the key HAProxy up to 3.2 changes all, 3.3 and later sometimes only the
 * last, while it uses the first; see `upsertMap`.
 */
export function setMap(map: string, key: string | EntryRef, value: string): RuntimeCommand<void> {
  return write(`set map ${patternFile(map)} ${keyToFind(key)} ${line`${value}`}`);
}
