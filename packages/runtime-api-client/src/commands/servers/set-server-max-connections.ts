import { count } from "../../arguments.js";
import { type RuntimeCommand, write } from "../../command.js";
import { type ServerRef, serverRef } from "./server-ref.js";

/**
 * `set maxconn server <backend>/<server> <connections>` (management.txt section 9.3): further requests wait in the queue; 0 for
 * no limit. Prints nothing on success; refused with `No such server.`
 */
export function setServerMaxConnections(
  target: ServerRef & { readonly connections: number },
): RuntimeCommand<void> {
  return write(
    `set maxconn server ${serverRef(target)} ${count(target.connections, "a number of connections")}`,
  );
}
