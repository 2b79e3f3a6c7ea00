import { oneOf } from "../../arguments.js";
import { type RuntimeCommand, write } from "../../command.js";
import { type ServerRef, serverRef } from "./server-ref.js";

/** `ready` gets traffic, `drain` completes what it has, `maint` gets none and is not checked. */
export type AdminState = "ready" | "drain" | "maint";

/** `set server <backend>/<server> state <state>` (management.txt section 9.3). Prints nothing on success. */
export function setServerState(target: ServerRef & { readonly state: AdminState }): RuntimeCommand<void> {
  return write(`set server ${serverRef(target)} state ${oneOf(target.state, ["ready", "drain", "maint"])}`);
}
