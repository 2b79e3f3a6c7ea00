import { setServerWeight } from "../../../tools/catalog/servers/set-server-weight.js";
import { defineToolVerb } from "../../tool-verb.js";
import { DOMAIN, SLOT } from "../positionals.js";

export const serversWeight = defineToolVerb({
  name: "servers weight",
  tool: setServerWeight,
  positionals: [DOMAIN, SLOT, { name: "WEIGHT", argument: "weight" }],
  examples: ["servers weight www.example.com 1 10", "servers weight www.example.com 1 0 --dry-run"],
});
