import { health as healthTool } from "../../../tools/catalog/health/health.js";
import { defineEitherVerb } from "../../either-verb.js";
import { defineToolVerb } from "../../tool-verb.js";
import { domainsShow } from "../domains/show.js";

const whole = defineToolVerb({
  name: "health",
  tool: healthTool,
  isDegraded: ({ status }) => status !== "healthy",
  examples: ["health", "health --details --output json"],
});

/** Of everything; of a domain, as `domains show`. */
export const health = defineEitherVerb({
  name: "health",
  summary: "check the health of everything, or of one domain and its servers",
  either: [domainsShow, whole],
  choose: ({ positionals }) => (positionals.length > 0 ? domainsShow : whole),
  examples: ["health --details", "health www.example.com --output json"],
});
