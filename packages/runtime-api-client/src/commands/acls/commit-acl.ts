import { type RuntimeCommand, write } from "../../command.js";
import { versioned } from "../pattern-file.js";

/**
 * `commit acl @<version> <acl>` (management.txt section 9.3, HAProxy 2.4): makes a version the current one, atomically, and
 * deletes all before it. Prints nothing on success; `Version number out of range.` if a later one was committed.
 */
export function commitAcl(acl: string, version: number): RuntimeCommand<void> {
  return write(`commit acl ${versioned(acl, { version })}`);
}
