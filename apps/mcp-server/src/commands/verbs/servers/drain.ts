import { setServerState } from "../../../tools/catalog/servers/set-server-state.js";
import { waitDrain } from "../../../tools/catalog/servers/wait-drain.js";
import type { Tool } from "../../../tools/define-tool.js";
import { defineToolVerb } from "../../tool-verb.js";
import { DOMAIN, SLOT } from "../positionals.js";

export const serversDrain = defineToolVerb({
  name: "servers drain",
  tool: setServerState,
  summary: "take a server out of service: it finishes its sessions, and gets no new ones",
  positionals: [DOMAIN, SLOT],
  fixed: { state: "drain" },
  wait: { tool: waitDrain as unknown as Tool, isOver: ({ drained }) => drained === true },
  examples: ["servers drain www.example.com 1 --wait 60s", "servers drain www.example.com 1 --dry-run"],
});
