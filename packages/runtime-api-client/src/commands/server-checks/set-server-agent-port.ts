import { portNumber } from "../../arguments.js";
import { type RuntimeCommand, write } from "../../command.js";
import { type ServerRef, serverRef } from "../servers/server-ref.js";

/**
 * `set server <backend>/<server> agent-port <port>` (management.txt section 9.3, HAProxy 2.4): the port of agent checks. Prints
 * nothing on success; refused, as a warning, with `agent checks are not enabled on this server`.
 *
 * @param target.port 1 to 65535
 */
export function setServerAgentPort(target: ServerRef & { readonly port: number }): RuntimeCommand<void> {
  return write(`set server ${serverRef(target)} agent-port ${portNumber(target.port)}`);
}
