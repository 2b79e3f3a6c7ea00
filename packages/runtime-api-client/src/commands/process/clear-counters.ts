import { type RuntimeCommand, write } from "../../command.js";

/**
 * `clear counters [all]` (management.txt section 9.3): clears the maxima of the statistics, or all counters. Prints
 * nothing on success.
 */
export function clearCounters({ all = false }: { readonly all?: boolean } = {}): RuntimeCommand<void> {
  return write(all ? "clear counters all" : "clear counters");
}
