import type { Entry, History } from "../../src/history/history.js";

/** An entry that is written nowhere. */
export const ENTRY: Entry = {
  begin: async () => {},
  intend: async () => {},
  undoing: () => ENTRY,
};

/** Runs each call, and records none. */
export const NO_HISTORY: Pick<History, "record"> = { record: (_call, work) => work(ENTRY) };

/** Operations that are recorded nowhere. */
export function unrecorded<Operations extends object>(operations: Operations) {
  return Object.assign(Object.create(operations) as Operations, { recorded: () => operations });
}
