import { addServer } from "../../../tools/catalog/servers/add-server.js";
import { defineToolVerb } from "../../tool-verb.js";
import { DOMAIN, SERVER, SLOT } from "../positionals.js";

export const serversPut = defineToolVerb({
  name: "servers put",
  tool: addServer,
  summary: "put a server into a slot",
  positionals: [DOMAIN, SLOT, SERVER],
  examples: [
    "servers put www.example.com 2 127.0.0.1:8080 --weight 10",
    "servers put www.example.com 1 127.0.0.1:8080 --replace --dry-run",
  ],
});
