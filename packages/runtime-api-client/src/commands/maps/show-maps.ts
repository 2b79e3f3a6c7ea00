import { type RuntimeCommand, read } from "../../command.js";
import { type PatternList, parsePatternLists } from "../pattern-list.js";

/**
 * `show map` with no argument (management.txt section 9.3): all maps.
 *
 *     # id (file) description
 *     2 (/etc/haproxy/domains.map) pattern loaded from file '/etc/haproxy/domains.map' used by map at … curr_ver=0 …
 */
export function showMaps(): RuntimeCommand<readonly PatternList[]> {
  return read("show map", parsePatternLists);
}
