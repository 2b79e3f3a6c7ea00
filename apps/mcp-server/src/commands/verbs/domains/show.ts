import { domainHealth } from "../../../tools/catalog/health/domain-health.js";
import { defineToolVerb } from "../../tool-verb.js";
import { endpointOf } from "../columns.js";
import { DOMAIN } from "../positionals.js";

export const domainsShow = defineToolVerb({
  name: "domains show",
  tool: domainHealth,
  isStateRead: true,
  positionals: [DOMAIN],
  isDegraded: ({ status }) => status === "degraded" || status === "down",
  table: {
    items: ({ servers, domain, pool, status }) =>
      servers.map((server) => ({ ...server, domain, pool, whole: status })),
    columns: [
      { title: "SERVER", cell: ({ name }) => name },
      { title: "ADDRESS", cell: endpointOf },
      { title: "STATUS", isState: true, cell: ({ status }) => status },
      { title: "SECONDS", cell: ({ since_sec }) => since_sec },
      { title: "CHECK", cell: ({ check }) => check },
      { title: "DOMAIN", isWide: true, cell: ({ whole }) => whole },
    ],
  },
  examples: ["domains show www.example.com", "domains show www.example.com --output json"],
});
