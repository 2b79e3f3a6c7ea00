import { oneOf } from "../../arguments.js";
import { type RuntimeCommand, write } from "../../command.js";
import { line } from "../../line.js";
import { expectAnnounced } from "../../reply.js";
import { backendName } from "./backend-name.js";

/** A backend that is added to a running HAProxy (`add backend`). */
export interface NewBackend {
  readonly name: string;
  /** Name of the `defaults` section that it takes its settings from. */
  readonly from: string;
  /** Needed unless that section has one. */
  readonly mode?: "tcp" | "http" | undefined;
  readonly guid?: string | undefined;
}

/**
 * `add backend <name> from <defaults> [mode <mode>] [guid <guid>]` (management.txt section 9.3, HAProxy 3.4): a backend with no
 * servers that is gone at the next reload. No rule chooses it until `publishBackend`.
 *
 *     [6]: New backend registered.
 */
export function addBackend({ name, from, mode, guid }: NewBackend): RuntimeCommand<void> {
  const words = [`add backend ${backendName(name)} ${line`from ${from}`}`];
  if (mode !== undefined) words.push(`mode ${oneOf(mode, ["tcp", "http"])}`);
  if (guid !== undefined) words.push(line`guid ${guid}`);
  return write(words.join(" "), (reply) => expectAnnounced([/New backend registered\./], reply));
}
