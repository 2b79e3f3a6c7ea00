import { type RuntimeCommand, read } from "../../command.js";
import { messageOf } from "../../reply.js";

/**
 * `wait -h` (management.txt section 9.3, HAProxy 3.0): what `wait` can wait for.
 *
 *     [6]: Usage: wait {-h|<duration>} [condition [args...]]
 *         - srv-removable <px>/<sv> : wait for this server to become removable.
 */
export function waitConditions(): RuntimeCommand<readonly string[]> {
  return read("wait -h", (reply) =>
    [...messageOf(reply).matchAll(/^ +- ([a-z-]+-removable) /gm)].map(([, condition = ""]) => condition),
  );
}
