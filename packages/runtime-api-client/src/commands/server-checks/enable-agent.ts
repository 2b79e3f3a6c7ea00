import { type RuntimeCommand, write } from "../../command.js";
import { type ServerRef, serverRef } from "../servers/server-ref.js";

/**
 * `enable agent <backend>/<server>` (management.txt section 9.3): resumes agent checks. Prints nothing on success; refused with
 * `Agent was not configured on this server, cannot enable.`
 */
export function enableAgent(target: ServerRef): RuntimeCommand<void> {
  return write(`enable agent ${serverRef(target)}`);
}
