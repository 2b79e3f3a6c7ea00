import { type RuntimeCommand, write } from "../../command.js";
import { ipAddress } from "../servers/ip-address.js";
import { type ServerRef, serverRef } from "../servers/server-ref.js";
import { optionalPort } from "./optional-port.js";

/**
 * `set server <backend>/<server> check-addr <ip> [port <port>]` (management.txt section 9.3, HAProxy 2.4): where health checks
 * connect. Prints nothing on success; refused, as a warning, with `health checks are not enabled on this server`. HAProxy
 * 3.4.7 refuses every address with `invalid addr '127.0.0.1'`.
 *
 * @param target.port 1 to 65535. Default: unchanged
 */
export function setServerCheckAddress(
  target: ServerRef & { readonly address: string; readonly port?: number | undefined },
): RuntimeCommand<void> {
  const { address, port } = target;
  return write(`set server ${serverRef(target)} check-addr ${ipAddress(address)}${optionalPort(port)}`);
}
