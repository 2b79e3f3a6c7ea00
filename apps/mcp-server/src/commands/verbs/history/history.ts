import { history as historyTool } from "../../../tools/catalog/history/history.js";
import { defineToolVerb } from "../../tool-verb.js";
import { DOMAIN } from "../positionals.js";

export const history = defineToolVerb({
  name: "history",
  tool: historyTool,
  summary: "show who changed what, the newest change first",
  positionals: [{ ...DOMAIN, isOptional: true }],
  table: {
    items: ({ entries }) => entries,
    columns: [
      { title: "CHANGE", cell: ({ id }) => id },
      { title: "TIME", isWide: true, cell: ({ time }) => time.replace(/\.\d+Z$/, "Z") },
      { title: "CALLER", cell: ({ caller }) => caller },
      { title: "OPERATION", cell: ({ operation }) => operation },
      { title: "RESULT", isState: true, cell: ({ result }) => result },
      { title: "DOMAINS", cell: ({ domains }) => domains },
      { title: "REASON", cell: ({ reason }) => reason },
      { title: "CHANGES", isWide: true, cell: ({ changes }) => changes },
      { title: "ARGUMENTS", isWide: true, cell: (entry) => JSON.stringify(entry.arguments) },
      { title: "WAY", isWide: true, cell: ({ way }) => way },
      { title: "ERROR", isWide: true, cell: ({ error }) => error },
      { title: "UNDOES", isWide: true, cell: ({ undoes }) => undoes },
      { title: "UNDONE BY", isWide: true, cell: ({ undone_by }) => undone_by },
    ],
  },
  examples: ["history --since 24h", "history www.example.com --output json"],
});
