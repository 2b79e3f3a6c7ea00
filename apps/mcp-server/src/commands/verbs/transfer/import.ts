import { countOf } from "../../../program/count-of.js";
import { importState } from "../../../tools/catalog/transfer/import.js";
import { defineToolVerb } from "../../tool-verb.js";
import { readDocument } from "./read-document.js";

/** Every change is shown. */
export const ALL_CHANGES = 1_000_000;

export const importVerb = defineToolVerb({
  name: "import",
  tool: importState,
  summary: "make domains and servers those of an export, all or none; other domains stay without --prune",
  positionals: [{ name: "FILE", argument: "document", read: readDocument }],
  fixed: { limit: ALL_CHANGES },
  confirmPlan: ({ changed, removed }) =>
    changed + removed === 0 ? undefined : `Change ${countOf(changed, "domain")} and remove ${removed}?`,
  examples: ["import domains.json --dry-run", "import domains.json --prune --yes"],
});
