import { type RuntimeCommand, write } from "../../command.js";
import { type VersionOptions, versioned } from "../pattern-file.js";

/**
 * `clear map [@<version>] <map>` (management.txt section 9.3): removes every entry of a version (HAProxy 2.4), by default the
 * current one. Prints nothing, also if there is no such version; and on 3.4.7 when it leaves a
 * version that is not committed as it is. The next commit deletes that version.
 */
export function clearMap(map: string, options: VersionOptions = {}): RuntimeCommand<void> {
  return write(`clear map ${versioned(map, options)}`);
}
