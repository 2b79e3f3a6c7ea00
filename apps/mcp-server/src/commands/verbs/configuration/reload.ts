import { reload as reloadTool } from "../../../tools/catalog/configuration/reload.js";
import { defineToolVerb } from "../../tool-verb.js";

export const reload = defineToolVerb({
  name: "reload",
  tool: reloadTool,
  summary: "reload HAProxy with haproxy.cfg as it is now",
  examples: ["reload --dry-run", "reload --reason renewed"],
});
