import { type RuntimeCommand, write } from "../../command.js";
import { type VersionOptions, versioned } from "../pattern-file.js";

/**
 * `clear map [@<version>] <map>` (management.txt section 9.3): removes every entry of a version, HAProxy 2.4, of the
 * current one unless told otherwise. Answers with silence, also where there is no such version; and 3.4.7 where it leaves a
 * version that is not committed as it is. It goes with the next commit.
 */
export function clearMap(map: string, options: VersionOptions = {}): RuntimeCommand<void> {
  return write(`clear map ${versioned(map, options)}`);
}
