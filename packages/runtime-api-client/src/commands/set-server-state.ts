import type { RuntimeCommand } from "../command.js";
import { expectSilence } from "../reply.js";
import { type ServerRef, serverRef } from "./server-ref.js";

/** `ready` takes traffic, `drain` finishes what it has, `maint` takes none and is not checked. */
export type AdminState = "ready" | "drain" | "maint";

/** `set server <backend>/<server> state <state>` (management.txt section 9.3). Answers with silence. */
export function setServerState(target: ServerRef & { readonly state: AdminState }): RuntimeCommand<void> {
  return {
    line: `set server ${serverRef(target)} state ${target.state}`,
    kind: "write",
    parseReply: expectSilence,
  };
}
