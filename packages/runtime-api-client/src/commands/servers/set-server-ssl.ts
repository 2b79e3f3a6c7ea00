import { type RuntimeCommand, write } from "../../command.js";
import { expectAnnounced } from "../../reply.js";
import { type ServerRef, serverRef } from "./server-ref.js";

/**
 * `set server <backend>/<server> ssl on|off` (management.txt section 9.3, HAProxy 2.4, deprecated since 2.8). Refused where
 * neither the server's line nor `default-server` has TLS settings.
 *
 *     [5]: server ssl setting updated.
 */
export function setServerSsl(target: ServerRef & { readonly ssl: boolean }): RuntimeCommand<void> {
  return write(`set server ${serverRef(target)} ssl ${target.ssl ? "on" : "off"}`, (reply) =>
    expectAnnounced([/^server ssl setting updated/], reply),
  );
}
