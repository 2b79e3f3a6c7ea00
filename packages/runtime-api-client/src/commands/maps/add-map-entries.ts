import type { RuntimeCommand } from "../../command.js";
import type { VersionOptions } from "../pattern-file.js";
import { addMapPayloads, type MapEntries, mapEntriesOf, mapPayloads } from "./map-payloads.js";

/**
 * `add map [@<version>] <map> <<` with a payload (management.txt section 9.3, HAProxy 2.4): any number of entries, in as
 * many commands as their size needs. Each prints nothing on success.
 *
 *     add map @1 /etc/haproxy/domains.map <<
 *     example.com pool_1
 *     example.org pool_2
 *
 * A line without a value would become part of the next key, so an empty value is refused, as is one that starts with
 * white space, which HAProxy would drop.
 */
export function addMapEntries(
  map: string,
  entries: MapEntries,
  options: VersionOptions = {},
): readonly RuntimeCommand<void>[] {
  return addMapPayloads(map, mapPayloads(mapEntriesOf(entries)), options);
}
