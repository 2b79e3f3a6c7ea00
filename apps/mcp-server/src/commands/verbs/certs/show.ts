import { certInfo } from "../../../tools/catalog/certificates/cert-info.js";
import { defineToolVerb } from "../../tool-verb.js";
import { CERTIFICATE } from "../positionals.js";

export const certsShow = defineToolVerb({
  name: "certs show",
  tool: certInfo,
  positionals: [CERTIFICATE],
  examples: ["certs show example.com", "certs show example.com --output json"],
});
