import { setServerState } from "../../../tools/catalog/servers/set-server-state.js";
import { defineToolVerb } from "../../tool-verb.js";
import { DOMAIN, SLOT } from "../positionals.js";

export const serversMaint = defineToolVerb({
  name: "servers maint",
  tool: setServerState,
  summary: "take a server out of service at once: it is not checked, and gets no requests",
  positionals: [DOMAIN, SLOT],
  fixed: { state: "maint" },
  examples: ["servers maint www.example.com 1 --dry-run", "servers maint www.example.com 1 --reason disk"],
});
