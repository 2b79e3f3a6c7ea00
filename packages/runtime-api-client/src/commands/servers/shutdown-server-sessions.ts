import { type RuntimeCommand, write } from "../../command.js";
import { type ServerRef, serverRef } from "./server-ref.js";

/**
 * `shutdown sessions server <backend>/<server>` (management.txt section 9.3): ends every session on it at once. Prints nothing
 * on success.
 */
export function shutdownServerSessions(target: ServerRef): RuntimeCommand<void> {
  return write(`shutdown sessions server ${serverRef(target)}`);
}
