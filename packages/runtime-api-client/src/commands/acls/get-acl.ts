import { type RuntimeCommand, read } from "../../command.js";
import { line } from "../../line.js";
import { dataOf, malformed } from "../../reply.js";
import { patternFile } from "../pattern-file.js";

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
    if (pattern === undefined) throw malformed(reply, "the field match or pattern is missing");
    return pattern;
  });
}
