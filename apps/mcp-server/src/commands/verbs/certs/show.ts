import { certInfo } from "../../../tools/catalog/certificates/cert-info.js";
import { defineToolVerb } from "../../tool-verb.js";

export const certsShow = defineToolVerb({
  name: "certs show",
  tool: certInfo,
  positionals: [{ name: "NAME", argument: "domain" }],
  examples: ["certs show example.com", "certs show example.com --output json"],
});
