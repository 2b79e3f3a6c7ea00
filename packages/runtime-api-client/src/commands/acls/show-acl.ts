import { type RuntimeCommand, read } from "../../command.js";
import { line } from "../../line.js";
import { dataOf, linesOf, malformed } from "../../reply.js";
import { patternFile, type VersionOptions, versioned } from "../pattern-file.js";
import { type PatternList, parsePatternLists } from "../pattern-list.js";

/**
 * `show acl` with no argument (management.txt section 9.3): the ACLs there are, those of the configuration's own lines
 * with no file among them.
 *
 *     # id (file) description
 *     0 (/etc/haproxy/blocked.lst) pattern loaded from file '/etc/haproxy/blocked.lst' used by acl at … curr_ver=0 …
 *     1 () acl 'src' file '/etc/haproxy/haproxy.cfg' line 12. curr_ver=0 next_ver=0 entry_cnt=0
 */
export function showAcls(): RuntimeCommand<readonly PatternList[]> {
  return read("show acl", parsePatternLists);
}

export interface AclEntry {
  /** Address of the entry in HAProxy's memory, usable as `{ id }` in `delAcl`. */
  readonly id: string;
  readonly pattern: string;
}

/**
 * `show acl [@<version>] <acl>` (management.txt section 9.3): every pattern of a version, HAProxy 2.4, of the current one
 * unless told otherwise.
 *
 *     0x55d1a2b3c4d0 10.0.0.1
 *
 * @param acl its file name, or `#<id>`
 */
export function showAcl(acl: string, options: VersionOptions = {}): RuntimeCommand<readonly AclEntry[]> {
  return read(`show acl ${versioned(acl, options)}`, (reply) =>
    linesOf(reply).map((text) => {
      const [, id, pattern] = /^(0x[0-9a-f]+) (.*)$/.exec(text) ?? [];
      if (id === undefined || pattern === undefined) {
        throw malformed(reply, `${JSON.stringify(text)} is not an entry of an ACL`);
      }
      return { id, pattern };
    }),
  );
}

/**
 * `get acl <acl> <value>` (management.txt section 9.3): the pattern that a value of traffic matches, `undefined` for none.
 *
 *     type=ip, case=sensitive, match=yes, idx=tree, pattern="10.0.0.0/8"
 *     type=ip, case=sensitive, match=no
 */
export function getAcl(acl: string, value: string): RuntimeCommand<string | undefined> {
  return read(`get acl ${patternFile(acl)} ${line`${value}`}`, (reply) => {
    const text = dataOf(reply);
    if (text.endsWith(", match=no")) return undefined;
    const pattern = /, match=yes, idx=\w+, pattern="(.*)"$/.exec(text)?.[1];
    if (pattern === undefined) throw malformed(reply, "neither a match nor none");
    return pattern;
  });
}
