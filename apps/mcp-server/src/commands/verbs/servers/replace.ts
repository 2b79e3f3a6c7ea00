import { replaceServers } from "../../../tools/catalog/rollout/replace-servers.js";
import { secondsForm } from "../../to-input.js";
import { defineToolVerb } from "../../tool-verb.js";
import { DOMAIN, SERVERS } from "../positionals.js";

export const serversReplace = defineToolVerb({
  name: "servers replace",
  tool: replaceServers,
  positionals: [DOMAIN, SERVERS],
  forms: {
    slots: { name: "slot", value: "SLOT", values: "slots" },
    timeout_sec: secondsForm("timeout"),
    drain_timeout_sec: secondsForm("drain"),
  },
  confirm: ({ domain, slots }) =>
    Array.isArray(slots)
      ? `Replace the servers of ${domain} in slot ${slots.join(", ")}, and remove them?`
      : `Replace every server of ${domain}, and remove the old ones?`,
  examples: [
    "servers replace www.example.com 127.0.0.3:8080 --dry-run",
    "servers replace www.example.com 127.0.0.3:8080 --slot 1 --drain 30s --yes",
  ],
});
