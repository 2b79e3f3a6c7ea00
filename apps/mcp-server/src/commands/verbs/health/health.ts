import { health as healthTool } from "../../../tools/catalog/health/health.js";
import { defineToolVerb } from "../../tool-verb.js";
import type { ToolVerb } from "../../tool-verb-parts.js";
import { domainsShow } from "../domains/show.js";

const whole = defineToolVerb({
  name: "health",
  tool: healthTool,
  isDegraded: ({ status }) => status !== "healthy",
  examples: ["health", "health --details --output json"],
});

/** Of everything; of a domain, as `domains show`. */
export const health: ToolVerb = {
  ...whole,
  summary: "check the health of everything, or of one domain and its servers",
  positionals: [{ name: "DOMAIN", isOptional: true }],
  options: { ...domainsShow.options, ...whole.options },
  examples: ["health --details", "health www.example.com --output json"],
  run: (call) => (call.positionals.length === 0 ? whole : domainsShow).run(call),
};
