import { backends } from "../../../tools/catalog/monitoring/backends.js";
import { defineToolVerb } from "../../tool-verb.js";

export const statsBackends = defineToolVerb({
  name: "stats backends",
  tool: backends,
  pages: "backends",
  table: {
    items: ({ backends: all }) => all,
    columns: [
      { title: "BACKEND", cell: ({ name }) => name },
      { title: "STATUS", isState: true, cell: ({ status }) => status },
      { title: "ACTIVE", cell: ({ servers_active }) => servers_active },
      { title: "QUEUED", cell: ({ queued }) => queued },
      { title: "DOMAINS", cell: ({ domains }) => domains },
    ],
  },
  examples: ["stats backends", "stats backends --no-only-used"],
});
