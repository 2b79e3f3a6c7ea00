import { type RuntimeCommand, write } from "../../command.js";
import { line } from "../../line.js";
import { expectAnnounced } from "../../reply.js";
import { type ServerRef, serverRef } from "./server-ref.js";

// "FDQN" is HAProxy's own spelling
const SUCCESSES = [/ changed its FQDN from /, /^no need to change the F(?:DQ|QD)N/];

/**
 * `set server <backend>/<server> fqdn <name>` (management.txt section 9.3, HAProxy 1.8): the name that a `resolvers`
 * section looks up for it. Refused if the server has no `resolvers`.
 *
 *     [4]: pool_1/s1 changed its FQDN from first.example to second.example by 'stats socket command'
 */
export function setServerFqdn(target: ServerRef & { readonly fqdn: string }): RuntimeCommand<void> {
  return write(`set server ${serverRef(target)} fqdn ${line`${target.fqdn}`}`, (reply) =>
    expectAnnounced(SUCCESSES, reply),
  );
}
