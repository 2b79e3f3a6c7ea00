import { integer } from "../../arguments.js";
import { type RuntimeCommand, write } from "../../command.js";
import { type ServerRef, serverRef } from "./server-ref.js";

/**
 * `set server <backend>/<server> weight <weight>` (management.txt section 9.3). Prints nothing on success.
 *
 * @param target.weight absolute, 0 to 256; 0 gives the server no new connections. Percentages are not offered: 50 % of
 *   an initial weight of 1 is 0
 */
export function setServerWeight(target: ServerRef & { readonly weight: number }): RuntimeCommand<void> {
  return write(`set server ${serverRef(target)} weight ${integer(target.weight, "a weight", 0, 256)}`);
}
