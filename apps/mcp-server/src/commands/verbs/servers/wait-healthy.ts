import { waitHealthy } from "../../../tools/catalog/rollout/wait-healthy.js";
import { secondsForm } from "../../to-input.js";
import { defineToolVerb } from "../../tool-verb.js";
import { DOMAIN, SLOT } from "../positionals.js";

export const serversWaitHealthy = defineToolVerb({
  name: "servers wait-healthy",
  tool: waitHealthy,
  positionals: [DOMAIN, { ...SLOT, isOptional: true }],
  forms: { timeout_sec: secondsForm("timeout") },
  isDegraded: ({ healthy }) => !healthy,
  examples: ["servers wait-healthy www.example.com", "servers wait-healthy www.example.com 1 --timeout 0s"],
});
