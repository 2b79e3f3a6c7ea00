import type { RuntimeCommand } from "../command.js";
import { RuntimeApiError } from "../errors.js";
import { expectSilence } from "../reply.js";
import { type ServerRef, serverRef } from "./server-ref.js";

const MAX_WEIGHT = 256;

/**
 * `set server <backend>/<server> weight <weight>` (management.txt section 9.3). Answers with silence.
 *
 * @param target.weight absolute, 0 to 256; 0 gives the server no new connections
 */
export function setServerWeight(target: ServerRef & { readonly weight: number }): RuntimeCommand<void> {
  const { weight } = target;
  if (!Number.isInteger(weight) || weight < 0 || weight > MAX_WEIGHT) {
    throw new RuntimeApiError("UNSAFE_ARGUMENT", `not a weight from 0 to ${MAX_WEIGHT}: ${weight}`);
  }
  return {
    line: `set server ${serverRef(target)} weight ${weight}`,
    kind: "write",
    parseReply: expectSilence,
  };
}
