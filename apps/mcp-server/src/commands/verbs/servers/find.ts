import { getServerHealth } from "../../../tools/catalog/health/get-server-health.js";
import { defineToolVerb } from "../../tool-verb.js";
import { endpointOf } from "../columns.js";

export const serversFind = defineToolVerb({
  name: "servers find",
  tool: getServerHealth,
  isStateRead: true,
  summary: "list servers of any domain, by address, pool or status",
  pages: "servers",
  table: {
    items: ({ servers }) => servers,
    columns: [
      { title: "SERVER", cell: ({ name }) => name },
      { title: "ADDRESS", cell: endpointOf },
      { title: "STATUS", isState: true, cell: ({ status }) => status },
      { title: "DOMAINS", cell: ({ domains }) => domains },
      { title: "SECONDS", cell: ({ since_sec }) => since_sec },
      { title: "CHECK", cell: ({ check }) => check },
      { title: "DETAIL", isWide: true, cell: ({ detail }) => detail },
    ],
  },
  examples: ["servers find --status DOWN", "servers find --address 127.0.0.1 --output name"],
});
