import { type RuntimeCommand, write } from "../../command.js";
import { line } from "../../line.js";
import { type ServerRef, serverRef } from "../servers/server-ref.js";

/**
 * `set server <backend>/<server> agent-send <text>` (management.txt section 9.3, HAProxy 1.8): what an agent check sends first.
 * Prints nothing on success; refused with `agent checks are not enabled on this server.`
 */
export function setServerAgentText(target: ServerRef & { readonly text: string }): RuntimeCommand<void> {
  return write(`set server ${serverRef(target)} agent-send ${line`${target.text}`}`);
}
