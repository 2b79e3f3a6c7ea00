import { listFrontends } from "../../../tools/catalog/monitoring/list-frontends.js";
import { defineToolVerb } from "../../tool-verb.js";

export const statsFrontends = defineToolVerb({
  name: "stats frontends",
  tool: listFrontends,
  table: {
    items: ({ frontends }) => frontends,
    columns: [
      { title: "FRONTEND", cell: ({ name }) => name },
      { title: "STATUS", cell: ({ status }) => status },
      { title: "SESSIONS/S", cell: ({ sessions_per_sec }) => sessions_per_sec },
      { title: "REQUESTS/S", cell: ({ requests_per_sec }) => requests_per_sec },
      { title: "BINDS", cell: ({ binds }) => binds },
    ],
  },
  examples: ["stats frontends", "stats frontends --output json"],
});
