import { type RuntimeCommand, write } from "../../command.js";
import { expectAnnounced } from "../../reply.js";
import { backendName } from "./backend-name.js";

/**
 * `del backend <name>` (management.txt section 9.3, HAProxy 3.4). Refused while it is published, has servers, or is named in the
 * configuration. Notices about other objects may come before the response:
 *
 *     [6]: Backend deleted.
 */
export function delBackend(name: string): RuntimeCommand<void> {
  return write(`del backend ${backendName(name)}`, (reply) => expectAnnounced([/Backend deleted./], reply));
}
