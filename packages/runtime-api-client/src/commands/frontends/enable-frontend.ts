import { type RuntimeCommand, write } from "../../command.js";
import { line } from "../../line.js";
import { expectOneOf } from "../../reply.js";

/**
 * `enable frontend <name>` (management.txt section 9.3): listens again after `disableFrontend`. Prints nothing on success, or
 *
 *     [5]: All sockets are already enabled.
 */
export function enableFrontend(name: string): RuntimeCommand<void> {
  return write(line`enable frontend ${name}`, (reply) =>
    expectOneOf([/^All sockets are already enabled\./], reply),
  );
}
