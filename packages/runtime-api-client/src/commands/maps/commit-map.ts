import { type RuntimeCommand, write } from "../../command.js";
import { versioned } from "../pattern-file.js";

/**
 * `commit map @<version> <map>` (management.txt section 9.3, HAProxy 2.4): makes a version the current one, atomically, and
 * deletes all before it, with anything added to them meanwhile. Prints nothing on success; `Version number out of range.`
 * if a later one was committed.
 */
export function commitMap(map: string, version: number): RuntimeCommand<void> {
  return write(`commit map ${versioned(map, { version })}`);
}
