import { undo as undoTool } from "../../../tools/catalog/history/undo.js";
import { defineToolVerb } from "../../tool-verb.js";

export const undo = defineToolVerb({
  name: "undo",
  tool: undoTool,
  summary: "undo one change of the history, or your newest one, as a new change",
  positionals: [{ name: "CHANGE", argument: "change", isOptional: true, values: "changes" }],
  examples: ["undo --dry-run", "undo 20261126T150054Z-3fa9c1d2 --reason mistake"],
});
