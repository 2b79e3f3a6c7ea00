import { type RuntimeCommand, write } from "../../command.js";
import { type ServerRef, serverRef } from "./server-ref.js";

/**
 * `enable server <backend>/<server>` (management.txt section 9.3): ends maintenance and draining that were set at run time.
 * Prints nothing on success.
 */
export function enableServer(target: ServerRef): RuntimeCommand<void> {
  return write(`enable server ${serverRef(target)}`);
}
