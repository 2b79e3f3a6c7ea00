import { type RuntimeCommand, write } from "../../command.js";

/**
 * `clear counters [all]` (management.txt section 9.3): the maxima of the statistics, or all of them as after a start. Answers
 * with silence.
 */
export function clearCounters({ all = false }: { readonly all?: boolean } = {}): RuntimeCommand<void> {
  return write(all ? "clear counters all" : "clear counters");
}
