import { type RuntimeCommand, write } from "../../command.js";
import { line } from "../../line.js";
import { type VersionOptions, versioned } from "../pattern-file.js";
import { mapKey } from "../pattern-key.js";

/**
 * `add map [@<version>] <map> <key> <value>` (management.txt section 9.3): changes the running process only; the file
 * stays as it was. HAProxy does not check whether the key exists already: a second entry has no effect. Prints nothing
 * on success. A version needs HAProxy 2.4 or later.
 */
export function addMap(
  map: string,
  key: string,
  value: string,
  options: VersionOptions = {},
): RuntimeCommand<void> {
  return write(`add map ${versioned(map, options)} ${line`${mapKey(key)} ${value}`}`);
}
