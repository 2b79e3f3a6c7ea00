import { oneOf } from "../../arguments.js";
import { type RuntimeCommand, write } from "../../command.js";
import { type ServerRef, serverRef } from "../servers/server-ref.js";

/**
 * `set server <backend>/<server> agent up|down` (management.txt section 9.3): sets the agent's result,
 * until its next report. Prints nothing on success; refused with `agent checks are not enabled on this server.`
 */
export function setServerAgent(target: ServerRef & { readonly agent: "up" | "down" }): RuntimeCommand<void> {
  return write(`set server ${serverRef(target)} agent ${oneOf(target.agent, ["up", "down"])}`);
}
