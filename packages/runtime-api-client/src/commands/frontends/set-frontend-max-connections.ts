import { count } from "../../arguments.js";
import { type RuntimeCommand, write } from "../../command.js";
import { line } from "../../line.js";

/**
 * `set maxconn frontend <name> <connections>` (management.txt section 9.3): further ones wait. Prints nothing on success; refused
 * with `No such frontend.`
 */
export function setFrontendMaxConnections(name: string, connections: number): RuntimeCommand<void> {
  return write(line`set maxconn frontend ${name} ${count(connections, "a number of connections")}`);
}
