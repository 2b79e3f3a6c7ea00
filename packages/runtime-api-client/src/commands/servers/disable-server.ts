import { type RuntimeCommand, write } from "../../command.js";
import { type ServerRef, serverRef } from "./server-ref.js";

/**
 * `disable server <backend>/<server>` (management.txt section 9.3): puts it in maintenance. Prints nothing on success.
 */
export function disableServer(target: ServerRef): RuntimeCommand<void> {
  return write(`disable server ${serverRef(target)}`);
}
