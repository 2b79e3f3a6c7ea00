import { restoreState } from "../../../tools/catalog/configuration/restore-state.js";
import { defineToolVerb } from "../../tool-verb.js";

export const restore = defineToolVerb({
  name: "restore",
  tool: restoreState,
  summary: "make HAProxy match the files; exits with 5 if differences are left",
  isDegraded: ({ remaining, loss }) => remaining.count > 0 || loss !== undefined,
  examples: ["restore --dry-run", "restore"],
});
