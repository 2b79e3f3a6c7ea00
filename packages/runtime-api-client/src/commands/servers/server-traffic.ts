import { integer, oneOf } from "../../arguments.js";
import { type RuntimeCommand, write } from "../../command.js";
import { type ServerRef, serverRef } from "./server-ref.js";

/**
 * `enable server <backend>/<server>` (management.txt section 9.3): ends maintenance and draining that were set at run time.
 * Answers with silence.
 */
export function enableServer(target: ServerRef): RuntimeCommand<void> {
  return write(`enable server ${serverRef(target)}`);
}

/**
 * `disable server <backend>/<server>` (management.txt section 9.3): puts it in maintenance. Answers with silence.
 */
export function disableServer(target: ServerRef): RuntimeCommand<void> {
  return write(`disable server ${serverRef(target)}`);
}

/** `ready` takes traffic, `drain` finishes what it has, `maint` takes none and is not checked. */
export type AdminState = "ready" | "drain" | "maint";

/** `set server <backend>/<server> state <state>` (management.txt section 9.3). Answers with silence. */
export function setServerState(target: ServerRef & { readonly state: AdminState }): RuntimeCommand<void> {
  return write(`set server ${serverRef(target)} state ${oneOf(target.state, ["ready", "drain", "maint"])}`);
}

/**
 * `set server <backend>/<server> weight <weight>` (management.txt section 9.3). Answers with silence.
 *
 * @param target.weight absolute, 0 to 256; 0 gives the server no new connections. Percentages are not offered: 50 % of
 *   an initial weight of 1 is 0
 */
export function setServerWeight(target: ServerRef & { readonly weight: number }): RuntimeCommand<void> {
  return write(`set server ${serverRef(target)} weight ${integer(target.weight, "a weight", 0, 256)}`);
}

/**
 * `shutdown sessions server <backend>/<server>` (management.txt section 9.3): ends every session on it at once. Answers with
 * silence.
 */
export function shutdownServerSessions(target: ServerRef): RuntimeCommand<void> {
  return write(`shutdown sessions server ${serverRef(target)}`);
}
