import { health as healthTool } from "../../../tools/catalog/health/health.js";
import { defineToolVerb } from "../../tool-verb.js";

export const health = defineToolVerb({
  name: "health",
  tool: healthTool,
  isDegraded: ({ status }) => status !== "healthy",
  examples: ["health", "health --details --output json"],
});
