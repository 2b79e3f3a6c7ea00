import { type RuntimeCommand, write } from "../../command.js";
import { line } from "../../line.js";
import { type ServerRef, serverRef } from "../servers/server-ref.js";
import { optionalPort } from "./optional-port.js";

/**
 * `set server <backend>/<server> agent-addr <address> [port <port>]` (management.txt section 9.3, HAProxy 1.8): where agent
 * checks connect. Prints nothing on success; refused, as a warning, with `agent checks are not enabled on this server` or
 * `invalid addr 'nope.example'`.
 *
 * @param target.address IP address, or a name, which HAProxy resolves now and waits for
 * @param target.port 1 to 65535. Default: unchanged
 */
export function setServerAgentAddress(
  target: ServerRef & { readonly address: string; readonly port?: number | undefined },
): RuntimeCommand<void> {
  const { address, port } = target;
  return write(`set server ${serverRef(target)} agent-addr ${line`${address}`}${optionalPort(port)}`);
}
