import { count } from "../../arguments.js";
import { type RuntimeCommand, write } from "../../command.js";

/**
 * `set maxconn global <connections>` (management.txt section 9.3): for the whole process, at most the number at its start. 0
 * restores that number. Prints nothing on success.
 */
export function setGlobalMaxConnections(connections: number): RuntimeCommand<void> {
  return write(`set maxconn global ${count(connections, "a number of connections")}`);
}
