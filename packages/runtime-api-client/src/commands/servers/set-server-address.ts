import { portNumber } from "../../arguments.js";
import { type RuntimeCommand, write } from "../../command.js";
import { expectAnnounced } from "../../reply.js";
import { ipAddress } from "./ip-address.js";
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
 * warnings, so the text decides. HAProxy 3.0 and later respond before they change it: a `show servers state` right after it
 * may still have the old address.
 *
 *     [4]: IP changed from '0.0.0.0' to '::1', port changed from '80' to '99' by 'stats socket command'
 *     [4]: Invalid addr 'nope'
 *
 * @param target.port 1 to 65535, checked here: HAProxy accepts 99999 as 34463
 */
export function setServerAddress(
  target: ServerRef & { readonly address: string; readonly port: number },
): RuntimeCommand<void> {
  const { address, port } = target;
  return write(
    `set server ${serverRef(target)} addr ${ipAddress(address)} port ${portNumber(port)}`,
    (reply) => expectAnnounced(SUCCESSES, reply),
  );
}
