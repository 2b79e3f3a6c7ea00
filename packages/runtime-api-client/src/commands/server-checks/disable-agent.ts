import { type RuntimeCommand, write } from "../../command.js";
import { type ServerRef, serverRef } from "../servers/server-ref.js";

/**
 * `disable agent <backend>/<server>` (management.txt section 9.3): stops agent checks; the server keeps the state it has.
 * Prints nothing on success.
 */
export function disableAgent(target: ServerRef): RuntimeCommand<void> {
  return write(`disable agent ${serverRef(target)}`);
}
