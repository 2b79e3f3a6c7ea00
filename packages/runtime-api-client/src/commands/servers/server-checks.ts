import { oneOf, portNumber } from "../../arguments.js";
import { type RuntimeCommand, write } from "../../command.js";
import { type ServerRef, serverRef } from "./server-ref.js";

/**
 * `enable health <backend>/<server>` (management.txt section 9.3): resumes checks. Answers with silence; refused with
 * `Health check was not configured on this server, cannot enable.`
 */
export function enableHealth(target: ServerRef): RuntimeCommand<void> {
  return write(`enable health ${serverRef(target)}`);
}

/**
 * `disable health <backend>/<server>` (management.txt section 9.3): stops checks; the server keeps the health it has. Answers
 * with silence.
 */
export function disableHealth(target: ServerRef): RuntimeCommand<void> {
  return write(`disable health ${serverRef(target)}`);
}

export type HealthState = "up" | "stopping" | "down";

/**
 * `set server <backend>/<server> health <state>` (management.txt section 9.3): what the checks shall be taken to have found,
 * until they find otherwise. Answers with silence.
 */
export function setServerHealth(target: ServerRef & { readonly health: HealthState }): RuntimeCommand<void> {
  return write(`set server ${serverRef(target)} health ${oneOf(target.health, ["up", "stopping", "down"])}`);
}

/**
 * `set server <backend>/<server> check-port <port>` (management.txt section 9.3): where health checks go. Answers with
 * silence; refused, as a warning, with `health checks are not enabled on this server`.
 *
 * @param target.port 1 to 65535
 */
export function setServerCheckPort(target: ServerRef & { readonly port: number }): RuntimeCommand<void> {
  return write(`set server ${serverRef(target)} check-port ${portNumber(target.port)}`);
}

/**
 * `enable agent <backend>/<server>` (management.txt section 9.3): resumes agent checks. Answers with silence; refused with
 * `Agent was not configured on this server, cannot enable.`
 */
export function enableAgent(target: ServerRef): RuntimeCommand<void> {
  return write(`enable agent ${serverRef(target)}`);
}

/**
 * `disable agent <backend>/<server>` (management.txt section 9.3): stops agent checks; the server keeps the state it has.
 * Answers with silence.
 */
export function disableAgent(target: ServerRef): RuntimeCommand<void> {
  return write(`disable agent ${serverRef(target)}`);
}

/**
 * `set server <backend>/<server> agent up|down` (management.txt section 9.3): what the agent shall be taken to have said,
 * until it says otherwise. Answers with silence; refused with `agent checks are not enabled on this server.`
 */
export function setServerAgent(target: ServerRef & { readonly agent: "up" | "down" }): RuntimeCommand<void> {
  return write(`set server ${serverRef(target)} agent ${oneOf(target.agent, ["up", "down"])}`);
}
