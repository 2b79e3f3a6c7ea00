import { pointer } from "../../arguments.js";
import { type RuntimeCommand, write } from "../../command.js";

/**
 * `shutdown session <id>` (management.txt section 9.3): ends a session at once. Prints nothing on success; refused with
 * `No such session (use 'show sess').`
 */
export function shutdownSession(id: string): RuntimeCommand<void> {
  return write(`shutdown session ${pointer(id)}`);
}
