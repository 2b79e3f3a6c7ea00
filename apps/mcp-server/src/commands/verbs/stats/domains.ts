import { stats } from "../../../tools/catalog/monitoring/stats.js";
import { secondsForm } from "../../to-input.js";
import { defineToolVerb } from "../../tool-verb.js";
import { DOMAIN } from "../positionals.js";

export const statsDomains = defineToolVerb({
  name: "stats domains",
  tool: stats,
  summary: "show the traffic of each pool and its domains",
  positionals: [{ ...DOMAIN, isOptional: true }],
  forms: { sample_sec: secondsForm("sample") },
  pages: "pools",
  table: {
    items: ({ pools }) => pools,
    columns: [
      { title: "POOL", cell: ({ pool }) => pool },
      { title: "DOMAINS", cell: ({ domains }) => domains },
      { title: "QUEUED", cell: ({ queued }) => queued },
      { title: "CONNECTION ERRORS", cell: ({ connection_errors }) => connection_errors },
      { title: "RESPONSE ERRORS", cell: ({ response_errors }) => response_errors },
      { title: "RESPONSE MS", cell: ({ average_response_ms }) => average_response_ms },
    ],
  },
  examples: ["stats domains", "stats domains www.example.com --sample 1s"],
});
