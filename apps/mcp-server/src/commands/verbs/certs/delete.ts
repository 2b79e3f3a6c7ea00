import { deleteCert } from "../../../tools/catalog/certificates/delete-cert.js";
import { defineToolVerb } from "../../tool-verb.js";
import { CERTIFICATE } from "../positionals.js";

export const certsDelete = defineToolVerb({
  name: "certs delete",
  tool: deleteCert,
  positionals: [CERTIFICATE],
  confirm: ({ domain }) => `Delete the certificate ${domain}?`,
  examples: ["certs delete example.com --dry-run", "certs delete example.com --yes"],
});
