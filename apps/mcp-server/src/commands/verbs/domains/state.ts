import { setDomainState } from "../../../tools/catalog/domains/set-domain-state.js";
import { defineToolVerb } from "../../tool-verb.js";
import { DOMAIN } from "../positionals.js";

export const domainsState = defineToolVerb({
  name: "domains state",
  tool: setDomainState,
  positionals: [DOMAIN, { name: "ready|drain|maint", argument: "state" }],
  confirm: ({ domain, state }) =>
    state === "ready"
      ? `Set every server of ${domain} to ready?`
      : `Take every server of ${domain} out of service?`,
  examples: ["domains state www.example.com maint --dry-run", "domains state www.example.com ready --yes"],
});
