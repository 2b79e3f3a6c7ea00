import { waitDrain } from "../../../tools/catalog/servers/wait-drain.js";
import { secondsForm } from "../../to-input.js";
import { defineToolVerb } from "../../tool-verb.js";
import { DOMAIN, SLOT } from "../positionals.js";

export const serversWaitDrained = defineToolVerb({
  name: "servers wait-drained",
  tool: waitDrain,
  positionals: [DOMAIN, { ...SLOT, isOptional: true }],
  forms: { timeout: secondsForm("timeout") },
  isDegraded: ({ drained }) => !drained,
  examples: ["servers wait-drained www.example.com 1", "servers wait-drained www.example.com --timeout 0s"],
});
