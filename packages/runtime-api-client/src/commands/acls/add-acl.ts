import { type RuntimeCommand, write } from "../../command.js";
import { line } from "../../line.js";
import { type VersionOptions, versioned } from "../pattern-file.js";

/**
 * `add acl [@<version>] <acl> <pattern>` (management.txt section 9.3): changes the running process only. HAProxy does not check
 * whether it exists already. Prints nothing on success; refused if the pattern does not match the ACL's type. A version needs
 * HAProxy 2.4 or later; there is no payload form.
 */
export function addAcl(acl: string, pattern: string, options: VersionOptions = {}): RuntimeCommand<void> {
  return write(`add acl ${versioned(acl, options)} ${line`${pattern}`}`);
}
