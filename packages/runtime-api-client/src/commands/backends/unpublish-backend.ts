import { type RuntimeCommand, write } from "../../command.js";
import { expectAnnounced } from "../../reply.js";
import { backendName } from "./backend-name.js";

/**
 * `unpublish backend <name>` (management.txt section 9.3, HAProxy 3.4): rules that name it are skipped; checks continue.
 *
 *     [6]: Backend unpublished.
 */
export function unpublishBackend(name: string): RuntimeCommand<void> {
  return write(`unpublish backend ${backendName(name)}`, (reply) =>
    expectAnnounced([/Backend unpublished./], reply),
  );
}
