import { type RuntimeCommand, write } from "../../command.js";
import { line } from "../../line.js";
import { patternFile, type VersionOptions, versioned } from "../pattern-file.js";
import { type EntryRef, keyToFind, mapKey } from "../pattern-key.js";
import { parseNewVersion } from "../pattern-list.js";
import { addMapPayloads, type KeyValue, mapPayloads } from "./map-payloads.js";

/**
 * `prepare map <map>` (management.txt section 9.3, HAProxy 2.4): a new version to be filled and committed. It matches
 * nothing until then.
 *
 *     [6]: New version created: 1
 */
export function prepareMap(map: string): RuntimeCommand<number> {
  return { line: `prepare map ${patternFile(map)}`, kind: "write", parseReply: parseNewVersion };
}

/**
 * `add map [@<version>] <map> <key> <value>` (management.txt section 9.3): changes the running process only; the file
 * stays as it was. HAProxy does not look whether the key is there already: a second entry has no effect. Answers with
 * silence. A version needs HAProxy 2.4 or later.
 */
export function addMap(
  map: string,
  key: string,
  value: string,
  options: VersionOptions = {},
): RuntimeCommand<void> {
  return write(`add map ${versioned(map, options)} ${line`${mapKey(key)} ${value}`}`);
}

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

/**
 * `set map <map> <key>|#<id> <value>` (management.txt section 9.3). Answers with silence; refused with `entry not found.`
 * where there is none. Of several entries with the key HAProxy up to 3.2 changes all, 3.3 and later sometimes only the
 * last, while it uses the first; see `upsertMap`.
 */
export function setMap(map: string, key: string | EntryRef, value: string): RuntimeCommand<void> {
  return write(`set map ${patternFile(map)} ${keyToFind(key)} ${line`${value}`}`);
}

/**
 * `del map <map> <key>|#<id>` (management.txt section 9.3). Of several entries with the key HAProxy up to 3.2 deletes
 * all, 3.3 and later one for each call. Answers with silence; refused with `Key not found.` where there is none.
 */
export function delMap(map: string, key: string | EntryRef): RuntimeCommand<void> {
  return write(`del map ${patternFile(map)} ${keyToFind(key)}`);
}

/**
 * `clear map [@<version>] <map>` (management.txt section 9.3): removes every entry of a version, HAProxy 2.4, of the
 * current one unless told otherwise. Answers with silence, also where there is no such version; and 3.4.7 where it leaves a
 * version that is not committed as it is. It goes with the next commit.
 */
export function clearMap(map: string, options: VersionOptions = {}): RuntimeCommand<void> {
  return write(`clear map ${versioned(map, options)}`);
}

/**
 * `commit map @<version> <map>` (management.txt section 9.3, HAProxy 2.4): makes a version the current one, atomically, and
 * deletes all before it, with whatever was added to them meanwhile. Answers with silence; `Version number out of range.`
 * where a later one was committed.
 */
export function commitMap(map: string, version: number): RuntimeCommand<void> {
  return write(`commit map ${versioned(map, { version })}`);
}
