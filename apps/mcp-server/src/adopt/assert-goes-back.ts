import { differenceOf, type HistoryEntry } from "../history/history-entry.js";
import { HistoryError } from "../history/history-error.js";
import type { GoesBack } from "./goes-back.js";

/** As the history has it. */
const ADOPTION = "adopt_site";

/**
 * A site that was taken over goes back to its rule, unless the operator has deleted that since.
 *
 * @throws HistoryError `NOT_UNDOABLE`
 */
export async function assertGoesBack(entry: HistoryEntry, goesBack: GoesBack): Promise<void> {
  if (entry.operation !== ADOPTION) return;
  for (const { name, before } of differenceOf(entry).names)
    if (before === undefined && !(await goesBack(name, entry.arguments["backend"])))
      throw new HistoryError(
        "NOT_UNDOABLE",
        `no rule of haproxy.cfg serves ${name} any more: undoing would end it. Put its rule back, or call haproxy_remove_domain if the site shall end`,
      );
}
