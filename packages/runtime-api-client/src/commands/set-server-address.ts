import { isIP } from "node:net";
import type { RuntimeCommand } from "../command.js";
import { RuntimeApiError } from "../errors.js";
import { expectOneOf } from "../reply.js";
import { type ServerRef, serverRef } from "./server-ref.js";

const SUCCESSES = [
  /^IP changed from /,
  /^no need to change the addr, port changed from /,
  /^no need to change the addr, no need to change the port/,
  /^port changed from /,
  /^nothing changed/,
];

/**
 * `set server <backend>/<server> addr <ip> port <port>` (management.txt section 9.3). Success and failure both come as
 * warnings, so the text decides:
 *
 *     [4]: IP changed from '0.0.0.0' to '::1', port changed from '80' to '99' by 'stats socket command'
 *     [4]: Invalid addr 'nope'
 *
 * @param target.port 1 to 65535, checked here: HAProxy takes 99999 for 34463
 */
export function setServerAddress(
  target: ServerRef & { readonly address: string; readonly port: number },
): RuntimeCommand<void> {
  const { address, port } = target;
  if (isIP(address) === 0 || address.includes("%")) {
    throw new RuntimeApiError("UNSAFE_ARGUMENT", `not an IP address: ${JSON.stringify(address)}`);
  }
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new RuntimeApiError("UNSAFE_ARGUMENT", `not a port from 1 to 65535: ${port}`);
  }
  return {
    line: `set server ${serverRef(target)} addr ${address} port ${port}`,
    kind: "write",
    parseReply: (reply) => expectOneOf(SUCCESSES, reply),
  };
}
