import { type RuntimeCommand, write } from "../../command.js";
import { type ServerRef, serverRef } from "../servers/server-ref.js";

/**
 * `enable health <backend>/<server>` (management.txt section 9.3): resumes checks. Prints nothing on success; refused with
 * `Health check was not configured on this server, cannot enable.`
 */
export function enableHealth(target: ServerRef): RuntimeCommand<void> {
  return write(`enable health ${serverRef(target)}`);
}
