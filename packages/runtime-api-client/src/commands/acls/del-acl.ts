import { type RuntimeCommand, write } from "../../command.js";
import { patternFile } from "../pattern-file.js";
import { type EntryRef, keyToFind } from "../pattern-key.js";

/**
 * `del acl <acl> <pattern>|#<id>` (management.txt section 9.3). Prints nothing on success; refused with `Key not found.` where
 * there is none.
 */
export function delAcl(acl: string, pattern: string | EntryRef): RuntimeCommand<void> {
  return write(`del acl ${patternFile(acl)} ${keyToFind(pattern)}`);
}
