import { getConnections } from "../../../tools/catalog/monitoring/get-connections.js";
import { defineToolVerb } from "../../tool-verb.js";
import { endpointOf } from "../columns.js";
import { DOMAIN } from "../positionals.js";

export const statsServers = defineToolVerb({
  name: "stats servers",
  tool: getConnections,
  positionals: [{ ...DOMAIN, isOptional: true }],
  pages: "servers",
  table: {
    items: ({ servers }) => servers,
    columns: [
      { title: "SERVER", cell: ({ name }) => name },
      { title: "ADDRESS", cell: endpointOf },
      { title: "CURRENT", cell: ({ current }) => current },
      { title: "MOST", cell: ({ max }) => max },
      { title: "QUEUED", cell: ({ queued }) => queued },
      { title: "IDLE", cell: ({ idle }) => idle },
      { title: "DOMAINS", cell: ({ domains }) => domains },
    ],
  },
  examples: ["stats servers", "stats servers www.example.com"],
});
