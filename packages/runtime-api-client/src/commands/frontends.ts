import { count } from "../arguments.js";
import { type RuntimeCommand, write } from "../command.js";
import { line } from "../line.js";
import { expectOneOf } from "../reply.js";

/**
 * `enable frontend <name>` (management.txt section 9.3): listens again after `disableFrontend`. Answers with silence, or
 *
 *     [5]: All sockets are already enabled.
 */
export function enableFrontend(name: string): RuntimeCommand<void> {
  return write(line`enable frontend ${name}`, (reply) =>
    expectOneOf([/^All sockets are already enabled\./], reply),
  );
}

/**
 * `disable frontend <name>` (management.txt section 9.3): stops listening until `enableFrontend`; connections that are open go
 * on. Answers with silence, or
 *
 *     [5]: All sockets are already disabled.
 */
export function disableFrontend(name: string): RuntimeCommand<void> {
  return write(line`disable frontend ${name}`, (reply) =>
    expectOneOf([/^All sockets are already disabled\./], reply),
  );
}

/**
 * `set maxconn frontend <name> <connections>` (management.txt section 9.3): more than that wait. Answers with silence; refused
 * with `No such frontend.`
 */
export function setFrontendMaxConnections(name: string, connections: number): RuntimeCommand<void> {
  return write(line`set maxconn frontend ${name} ${count(connections, "a number of connections")}`);
}
