// What any DnsProvider must do, for any test framework. A provider passes when every case resolves.
import { cancelCases } from "./contract/cancel-cases.js";
import { changeCases } from "./contract/change-cases.js";
import { checkCases } from "./contract/check-cases.js";
import type { DnsContractCase } from "./contract/dns-harness.js";

export type { DnsContractCase, DnsContractHarness } from "./contract/dns-harness.js";

/** What any DNS provider promises. Each case needs names without records. */
export const dnsProviderContract: readonly DnsContractCase[] = [
  ...checkCases,
  ...changeCases,
  ...cancelCases,
];
