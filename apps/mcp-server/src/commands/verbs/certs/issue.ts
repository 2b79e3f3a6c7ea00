import { issueCert } from "../../../tools/catalog/certificates/issue-cert.js";
import { defineToolVerb } from "../../tool-verb.js";
import { DOMAIN } from "../positionals.js";

export const certsIssue = defineToolVerb({
  name: "certs issue",
  tool: issueCert,
  positionals: [DOMAIN],
  forms: { san: { value: "NAME" } },
  examples: [
    "certs issue example.com --dry-run",
    "certs issue example.com --no-wildcard --san www.example.com",
  ],
});
