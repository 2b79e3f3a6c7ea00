import { renewCert } from "../../../tools/catalog/certificates/renew-cert.js";
import { defineToolVerb } from "../../tool-verb.js";

export const certsRenew = defineToolVerb({
  name: "certs renew",
  tool: renewCert,
  positionals: [{ name: "NAME", argument: "domain" }],
  examples: ["certs renew example.com", "certs renew example.com --force --dry-run"],
});
