import { history as historyTool } from "../tools/catalog/history/history.js";
import { runTool } from "./run-tool.js";
import { defineVerb } from "./verb.js";

export const history = defineVerb({
  name: "history",
  summary: "show who changed what, the newest change first",
  options: {
    domain: { type: "string", value: "NAME", summary: "only changes that affected this domain" },
    since: {
      type: "string",
      value: "TIME",
      summary: "2026-11-26T15:00:00Z, or 30m, 24h, 7d for so long ago",
    },
    caller: {
      type: "string",
      value: "NAME",
      summary: "name of a token, an address, local:USER, system or outside",
    },
    limit: { type: "string", value: "COUNT", default: "20", summary: "most changes, up to 200" },
  },
  run: (call) => runTool(historyTool, call.options, call),
});
