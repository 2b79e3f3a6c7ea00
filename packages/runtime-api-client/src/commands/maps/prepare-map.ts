import type { RuntimeCommand } from "../../command.js";
import { patternFile } from "../pattern-file.js";
import { parseNewVersion } from "../pattern-list.js";

/**
 * `prepare map <map>` (management.txt section 9.3, HAProxy 2.4): a new version to be filled and committed. It matches
 * nothing until then.
 *
 *     [6]: New version created: 1
 */
export function prepareMap(map: string): RuntimeCommand<number> {
  return { line: `prepare map ${patternFile(map)}`, kind: "write", parseReply: parseNewVersion };
}
