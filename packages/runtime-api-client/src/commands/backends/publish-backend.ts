import { type RuntimeCommand, write } from "../../command.js";
import { expectAnnounced } from "../../reply.js";
import { backendName } from "./backend-name.js";

/**
 * `publish backend <name>` (management.txt section 9.3, HAProxy 3.4): rules may choose it from now on.
 *
 *     [6]: Backend published.
 */
export function publishBackend(name: string): RuntimeCommand<void> {
  return write(`publish backend ${backendName(name)}`, (reply) =>
    expectAnnounced([/Backend published./], reply),
  );
}
