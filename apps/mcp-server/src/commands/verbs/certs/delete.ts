import { deleteCert } from "../../../tools/catalog/certificates/delete-cert.js";
import { defineToolVerb } from "../../tool-verb.js";

export const certsDelete = defineToolVerb({
  name: "certs delete",
  tool: deleteCert,
  positionals: [{ name: "NAME", argument: "domain" }],
  confirm: ({ domain }) => `Delete the certificate ${domain}?`,
  examples: ["certs delete example.com --dry-run", "certs delete example.com --yes"],
});
