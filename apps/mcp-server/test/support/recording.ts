import type { Entry, History } from "../../src/history/history.js";

/** An entry that is written nowhere. */
export const ENTRY: Entry = {
  id: "20261126T150054Z-3fa9c1d2",
  describe: () => {},
  begin: async () => {},
  intend: async () => {},
  undoing: () => ENTRY,
};

/** Runs each call, and records none. */
export const NO_HISTORY: History = {
  record: (_call, work) => work(ENTRY),
  note: async () => {},
  settle: async () => {},
  stamp: async () => "",
  async *entries() {},
};

/** Operations that are recorded nowhere. */
export function unrecorded<Operations extends object>(operations: Operations) {
  return Object.assign(Object.create(operations) as Operations, { recorded: () => operations });
}
