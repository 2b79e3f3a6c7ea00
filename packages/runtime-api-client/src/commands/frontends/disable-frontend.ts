import { type RuntimeCommand, write } from "../../command.js";
import { line } from "../../line.js";
import { expectOneOf } from "../../reply.js";

/**
 * `disable frontend <name>` (management.txt section 9.3): stops listening until `enableFrontend`; open connections
 * continue. Prints nothing on success, or
 *
 *     [5]: All sockets are already disabled.
 */
export function disableFrontend(name: string): RuntimeCommand<void> {
  return write(line`disable frontend ${name}`, (reply) =>
    expectOneOf([/^All sockets are already disabled\./], reply),
  );
}
