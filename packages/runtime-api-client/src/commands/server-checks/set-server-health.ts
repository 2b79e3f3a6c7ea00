import { oneOf } from "../../arguments.js";
import { type RuntimeCommand, write } from "../../command.js";
import { type ServerRef, serverRef } from "../servers/server-ref.js";

/** The health that a server is set to (`set server … health`). */
export type HealthState = "up" | "stopping" | "down";

/**
 * `set server <backend>/<server> health <state>` (management.txt section 9.3): sets the result of the checks,
 * until their next result. Prints nothing on success.
 */
export function setServerHealth(target: ServerRef & { readonly health: HealthState }): RuntimeCommand<void> {
  return write(`set server ${serverRef(target)} health ${oneOf(target.health, ["up", "stopping", "down"])}`);
}
