import { type RuntimeCommand, write } from "../../command.js";
import { type VersionOptions, versioned } from "../pattern-file.js";

/**
 * `clear acl [@<version>] <acl>` (management.txt section 9.3): removes every pattern of a version, HAProxy 2.4, of the
 * current one unless told otherwise. Answers with silence, and 3.4.7 also where it leaves a version that is not committed as it
 * is. It goes with the next commit.
 */
export function clearAcl(acl: string, options: VersionOptions = {}): RuntimeCommand<void> {
  return write(`clear acl ${versioned(acl, options)}`);
}
