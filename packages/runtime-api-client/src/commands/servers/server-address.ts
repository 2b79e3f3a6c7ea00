import { portNumber } from "../../arguments.js";
import { type RuntimeCommand, writeAnnounced } from "../../command.js";
import { line } from "../../line.js";
import { ipAddress } from "./ip-address.js";
import { type ServerRef, serverRef } from "./server-ref.js";

const ADDRESS_ANSWERS = [
  /^IP changed from /,
  /^no need to change the addr, port changed from /,
  /^no need to change the addr, no need to change the port/,
  /^port changed from /,
  /^nothing changed/,
];

/**
 * `set server <backend>/<server> addr <ip> port <port>` (management.txt section 9.3). Success and failure both come as
 * warnings, so the text decides. HAProxy 3.0 and later answer before they change it: a `show servers state` right behind
 * may still have the old address.
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
  const command = `set server ${serverRef(target)} addr ${ipAddress(address)} port ${portNumber(port)}`;
  return writeAnnounced(command, ...ADDRESS_ANSWERS);
}

// "FDQN" is HAProxy's own spelling
const FQDN_ANSWERS = [/ changed its FQDN from /, /^no need to change the F(?:DQ|QD)N/];

/**
 * `set server <backend>/<server> fqdn <name>` (management.txt section 9.3, HAProxy 1.8): the name that a `resolvers`
 * section looks up for it. Refused where the server has no `resolvers`.
 *
 *     [4]: pool_1/s1 changed its FQDN from first.example to second.example by 'stats socket command'
 */
export function setServerFqdn(target: ServerRef & { readonly fqdn: string }): RuntimeCommand<void> {
  return writeAnnounced(`set server ${serverRef(target)} fqdn ${line`${target.fqdn}`}`, ...FQDN_ANSWERS);
}

/**
 * `set server <backend>/<server> ssl on|off` (management.txt section 9.3, HAProxy 2.4, deprecated since 2.8). Refused where
 * neither the server's line nor `default-server` has TLS settings.
 *
 *     [5]: server ssl setting updated.
 */
export function setServerSsl(target: ServerRef & { readonly ssl: boolean }): RuntimeCommand<void> {
  return writeAnnounced(
    `set server ${serverRef(target)} ssl ${target.ssl ? "on" : "off"}`,
    /^server ssl setting updated/,
  );
}
