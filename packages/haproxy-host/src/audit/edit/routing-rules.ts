import { renderHost, renderRouting } from "../../config/render-routing.js";
import type { ConfigLine } from "../read/config-line.js";
import { splitWords } from "../read/split-words.js";

const ROUTE = "use_backend %[var(txn.pool)] if { var(txn.pool) -m found }";

/** What routes in the rules that a frontend of the operator's gets, as if these were lines of it. */
export function routingRules(mapFile: string): readonly ConfigLine[] {
  return [...renderHost(), ...renderRouting(mapFile, "unset-var(txn.host)"), ROUTE]
    .map((text) => ({ number: 0, ...splitWords(text) }))
    .filter(({ words }) => words.length > 0);
}
