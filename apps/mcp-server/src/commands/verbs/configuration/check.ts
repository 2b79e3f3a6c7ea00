import { checkConfig } from "../../../tools/catalog/configuration/check-config.js";
import { defineToolVerb } from "../../tool-verb.js";

export const configCheck = defineToolVerb({
  name: "config check",
  tool: checkConfig,
  summary: "check haproxy.cfg with HAProxy",
  isDegraded: ({ valid }) => !valid,
  examples: ["config check", "config check --output json"],
});
