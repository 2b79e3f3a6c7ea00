import { addDomain } from "../../../tools/catalog/domains/add-domain.js";
import { defineToolVerb } from "../../tool-verb.js";
import { DOMAIN, SERVERS } from "../positionals.js";

export const domainsAdd = defineToolVerb({
  name: "domains add",
  tool: addDomain,
  positionals: [DOMAIN, { ...SERVERS, isOptional: true }],
  forms: { aliases: { name: "alias", value: "NAME" }, alias_of: { value: "DOMAIN", values: "domains" } },
  without: ["ip", "http_port"],
  examples: [
    "domains add www.example.com 127.0.0.1:8080 127.0.0.2:8080",
    "domains add shop.example.com --alias-of www.example.com --dry-run",
  ],
});
