import { type RuntimeCommand, read } from "../../command.js";
import { type PatternList, parsePatternLists } from "../pattern-list.js";

/**
 * `show acl` with no argument (management.txt section 9.3): all ACLs, including those of the configuration's own lines
 * without a file.
 *
 *     # id (file) description
 *     0 (/etc/haproxy/blocked.lst) pattern loaded from file '/etc/haproxy/blocked.lst' used by acl at … curr_ver=0 …
 *     1 () acl 'src' file '/etc/haproxy/haproxy.cfg' line 12. curr_ver=0 next_ver=0 entry_cnt=0
 */
export function showAcls(): RuntimeCommand<readonly PatternList[]> {
  return read("show acl", parsePatternLists);
}
