import { undo as undoTool } from "../tools/catalog/history/undo.js";
import { runTool } from "./run-tool.js";
import { defineVerb } from "./verb.js";

export const undo = defineVerb({
  name: "undo",
  summary: "undo one change of the history, as a new change",
  argument: "CHANGE",
  options: { "dry-run": { type: "boolean", summary: "show what it would do, and change nothing" } },
  run: (call) =>
    runTool(undoTool, { change: call.argument, dry_run: call.options["dry-run"] === true }, call),
});
