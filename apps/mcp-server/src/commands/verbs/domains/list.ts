import { listDomains } from "../../../tools/catalog/domains/list-domains.js";
import { defineToolVerb } from "../../tool-verb.js";
import { endpointOf } from "../columns.js";

export const domainsList = defineToolVerb({
  name: "domains list",
  tool: listDomains,
  isStateRead: true,
  pages: "domains",
  table: {
    items: ({ domains }) => domains,
    columns: [
      { title: "DOMAIN", cell: ({ domain }) => domain },
      { title: "POOL", cell: ({ pool }) => pool },
      { title: "SERVERS", cell: ({ servers }) => servers.map(endpointOf) },
      { title: "STATES", isWide: true, cell: ({ servers }) => servers.map(({ state }) => state) },
      { title: "WEIGHTS", isWide: true, cell: ({ servers }) => servers.map(({ weight }) => String(weight)) },
    ],
  },
  examples: ["domains list", "domains list --filter shop --output name"],
});
