import { saveState } from "../../../tools/catalog/configuration/save-state.js";
import { defineToolVerb } from "../../tool-verb.js";

export const save = defineToolVerb({
  name: "save",
  tool: saveState,
  summary: "write the state file of HAProxy; --adopt-running first copies what HAProxy runs into the files",
  examples: ["save --dry-run", "save --adopt-running --dry-run"],
});
