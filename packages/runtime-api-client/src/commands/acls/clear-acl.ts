import { type RuntimeCommand, write } from "../../command.js";
import { type VersionOptions, versioned } from "../pattern-file.js";

/**
 * `clear acl [@<version>] <acl>` (management.txt section 9.3): removes every pattern of a version (HAProxy 2.4), by default the
 * current one. Prints nothing on success; 3.4.7 also prints nothing when it leaves a version that is not committed as it
 * is. The next commit deletes that version.
 */
export function clearAcl(acl: string, options: VersionOptions = {}): RuntimeCommand<void> {
  return write(`clear acl ${versioned(acl, options)}`);
}
