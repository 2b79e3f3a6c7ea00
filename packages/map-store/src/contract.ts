// What any StateStore must do, for any test framework. A store passes when every case resolves.
import { confirmCases } from "./contract/confirm-cases.js";
import type { ContractCase } from "./contract/harness.js";
import { readCases } from "./contract/read-cases.js";
import { updateCases } from "./contract/update-cases.js";
import { watchCases } from "./contract/watch-cases.js";

export type { ContractCase, ContractHarness } from "./contract/harness.js";

/** Each case wants a state of its own. */
export const stateStoreContract: readonly ContractCase[] = [
  ...readCases,
  ...updateCases,
  ...confirmCases,
  ...watchCases,
];
