import { addServers } from "../../../tools/catalog/servers/add-servers.js";
import { defineToolVerb } from "../../tool-verb.js";
import { DOMAIN, SERVERS } from "../positionals.js";

export const serversAdd = defineToolVerb({
  name: "servers add",
  tool: addServers,
  positionals: [DOMAIN, SERVERS],
  examples: [
    "servers add www.example.com 127.0.0.1:8080 127.0.0.2:8080",
    "servers add www.example.com [::1]:8080 --dry-run",
  ],
});
