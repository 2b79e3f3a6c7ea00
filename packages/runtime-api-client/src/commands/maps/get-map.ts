import { type RuntimeCommand, read } from "../../command.js";
import { line } from "../../line.js";
import { dataOf, malformed } from "../../reply.js";
import { patternFile } from "../pattern-file.js";
import type { KeyValue } from "./map-payloads.js";

const FOUND = /, found=yes, idx=\w+, key="(.*)", value="(.*)", type="[^"]*"$/;

/**
 * `get map <map> <value>` (management.txt section 9.3): what the map returns for a value of traffic, `undefined` for
 * nothing. The key is the one that matched: a prefix in a `map_beg`, a network in a `map_ip`.
 *
 *     type=str, case=sensitive, found=yes, idx=tree, key="example.com", value="pool_1", type="str"
 *     type=str, case=sensitive, found=no
 */
export function getMap(map: string, value: string): RuntimeCommand<KeyValue | undefined> {
  return read(`get map ${patternFile(map)} ${line`${value}`}`, (reply) => {
    const text = dataOf(reply);
    if (text.endsWith(", found=no")) return undefined;
    const [, key, found] = FOUND.exec(text) ?? [];
    if (key === undefined || found === undefined) throw malformed(reply, "the field found or key is missing");
    return { key, value: found };
  });
}
