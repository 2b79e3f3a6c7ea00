import { removeDomain } from "../../../tools/catalog/domains/remove-domain.js";
import { secondsForm } from "../../to-input.js";
import { defineToolVerb } from "../../tool-verb.js";
import { DOMAIN } from "../positionals.js";

export const domainsRemove = defineToolVerb({
  name: "domains remove",
  tool: removeDomain,
  positionals: [DOMAIN],
  forms: { drain_timeout: secondsForm("drain") },
  confirm: ({ domain }) => `Remove ${domain}, and its servers if no other domain shares them?`,
  examples: ["domains remove www.example.com --drain 30s --dry-run", "domains remove www.example.com --yes"],
});
