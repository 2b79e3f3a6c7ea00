// What any StateStore must do, for any test framework. A store passes when every case resolves.
import { confirmCases } from "./contract/confirm-cases.js";
import type { ContractCase } from "./contract/harness.js";
import { readCases } from "./contract/read-cases.js";
import { restingCases, rolledBackRestingCases } from "./contract/resting-cases.js";
import { updateCases } from "./contract/update-cases.js";
import { watchCases } from "./contract/watch-cases.js";
import type { ExclusiveStateStore } from "./state-store.js";

export { type ContractCase, type ContractHarness, changingTwice } from "./contract/harness.js";

/** What any store promises. Each case needs a state of its own. */
export const stateStoreContract: readonly ContractCase[] = [
  ...readCases,
  ...updateCases,
  ...watchCases,
  ...restingCases,
];

/** What an exclusive store promises in addition. */
export const exclusiveStoreContract: readonly ContractCase<ExclusiveStateStore>[] = [
  ...confirmCases,
  ...rolledBackRestingCases,
];
