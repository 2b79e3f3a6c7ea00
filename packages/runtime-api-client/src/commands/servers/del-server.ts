import { type RuntimeCommand, write } from "../../command.js";
import { expectAnnounced } from "../../reply.js";
import { type ServerRef, serverRef } from "./server-ref.js";

/**
 * `del server <backend>/<server>` (management.txt section 9.3, HAProxy 2.6). Refused with `Only servers in maintenance mode
 * can be deleted.`, and while it has connections; see `waitUntilServerRemovable`.
 *
 *     [6]: Server deleted.
 */
export function delServer(target: ServerRef): RuntimeCommand<void> {
  return write(`del server ${serverRef(target)}`, (reply) => expectAnnounced([/Server deleted\./], reply));
}
