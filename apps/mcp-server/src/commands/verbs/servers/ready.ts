import { setServerState } from "../../../tools/catalog/servers/set-server-state.js";
import { defineToolVerb } from "../../tool-verb.js";
import { DOMAIN, SLOT } from "../positionals.js";

export const serversReady = defineToolVerb({
  name: "servers ready",
  tool: setServerState,
  summary: "put a server into service",
  positionals: [DOMAIN, SLOT],
  fixed: { state: "ready" },
  examples: ["servers ready www.example.com 1", "servers ready www.example.com 1 --reason deployed"],
});
