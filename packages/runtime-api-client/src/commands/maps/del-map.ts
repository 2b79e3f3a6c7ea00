import { type RuntimeCommand, write } from "../../command.js";
import { patternFile } from "../pattern-file.js";
import { type EntryRef, keyToFind } from "../pattern-key.js";

/**
 * `del map <map> <key>|#<id>` (management.txt section 9.3). Of several entries with the key HAProxy up to 3.2 deletes
 * all, 3.3 and later one for each call. Prints nothing on success; refused with `Key not found.` if there is none.
 */
export function delMap(map: string, key: string | EntryRef): RuntimeCommand<void> {
  return write(`del map ${patternFile(map)} ${keyToFind(key)}`);
}
