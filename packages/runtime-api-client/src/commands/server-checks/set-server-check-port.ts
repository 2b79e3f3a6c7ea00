import { portNumber } from "../../arguments.js";
import { type RuntimeCommand, write } from "../../command.js";
import { type ServerRef, serverRef } from "../servers/server-ref.js";

/**
 * `set server <backend>/<server> check-port <port>` (management.txt section 9.3): the port of health checks. Prints nothing
 * on success; refused, as a warning, with `health checks are not enabled on this server`.
 *
 * @param target.port 1 to 65535
 */
export function setServerCheckPort(target: ServerRef & { readonly port: number }): RuntimeCommand<void> {
  return write(`set server ${serverRef(target)} check-port ${portNumber(target.port)}`);
}
