import { renewAllCerts } from "../../../tools/catalog/certificates/renew-all-certs.js";
import { defineToolVerb } from "../../tool-verb.js";

export const certsRenewAll = defineToolVerb({
  name: "certs renew-all",
  tool: renewAllCerts,
  isDegraded: ({ failed }) => failed > 0,
  examples: ["certs renew-all --dry-run", "certs renew-all"],
});
