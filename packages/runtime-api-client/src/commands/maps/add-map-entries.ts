import type { RuntimeCommand } from "../../command.js";
import type { VersionOptions } from "../pattern-file.js";
import { addMapPayloads, type KeyValue, mapPayloads } from "./map-payloads.js";

/**
 * `add map [@<version>] <map> <<` with a payload (management.txt section 9.3, HAProxy 2.4): any number of entries, in as
 * many commands as their size needs. Answers with silence each.
 *
 *     add map @1 /etc/haproxy/domains.map <<
 *     example.com pool_1
 *     example.org pool_2
 *
 * A line with no value would become part of the next key, so such a value is refused, as is one that begins with
 * white space, which HAProxy would drop.
 */
export function addMapEntries(
  map: string,
  entries: Iterable<KeyValue>,
  options: VersionOptions = {},
): readonly RuntimeCommand<void>[] {
  return addMapPayloads(map, mapPayloads(entries), options);
}
