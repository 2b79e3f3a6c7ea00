import type { RuntimeCommand } from "../../command.js";
import { patternFile } from "../pattern-file.js";
import { parseNewVersion } from "../pattern-list.js";

/**
 * `prepare acl <acl>` (management.txt section 9.3, HAProxy 2.4): a new version to be filled and committed.
 *
 *     [6]: New version created: 1
 */
export function prepareAcl(acl: string): RuntimeCommand<number> {
  return { line: `prepare acl ${patternFile(acl)}`, kind: "write", parseReply: parseNewVersion };
}
