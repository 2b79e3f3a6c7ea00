import { type RuntimeCommand, write } from "../../command.js";
import { type ServerRef, serverRef } from "../servers/server-ref.js";

/**
 * `disable health <backend>/<server>` (management.txt section 9.3): stops checks; the server keeps the health it has. Prints
 * nothing on success.
 */
export function disableHealth(target: ServerRef): RuntimeCommand<void> {
  return write(`disable health ${serverRef(target)}`);
}
