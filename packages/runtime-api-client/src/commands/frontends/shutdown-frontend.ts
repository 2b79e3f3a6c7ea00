import { type RuntimeCommand, write } from "../../command.js";
import { line } from "../../line.js";
import { expectOneOf } from "../../reply.js";

/**
 * `shutdown frontend <name>` (management.txt section 9.3): closes its sockets for good, so that another process can bind them;
 * `enableFrontend` can't undo it, only a reload. Refused with `No such frontend.` Prints nothing on success, or
 *
 *     [5]: Frontend was already shut down.
 */
export function shutdownFrontend(name: string): RuntimeCommand<void> {
  return write(line`shutdown frontend ${name}`, (reply) =>
    expectOneOf([/^Frontend was already shut down\./], reply),
  );
}
