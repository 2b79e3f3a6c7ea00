import { removeServer } from "../../../tools/catalog/servers/remove-server.js";
import { secondsForm } from "../../to-input.js";
import { defineToolVerb } from "../../tool-verb.js";
import { DOMAIN, SLOT } from "../positionals.js";

export const serversRemove = defineToolVerb({
  name: "servers remove",
  tool: removeServer,
  positionals: [DOMAIN, SLOT],
  forms: { drain_timeout: secondsForm("drain") },
  confirm: ({ domain, slot }) => `Remove the server in slot ${slot} of ${domain}?`,
  examples: [
    "servers remove www.example.com 1 --drain 30s --dry-run",
    "servers remove www.example.com 1 --yes",
  ],
});
