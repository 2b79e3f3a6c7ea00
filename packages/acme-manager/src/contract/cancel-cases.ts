import { assertAcmeError, assertTexts, type DnsContractCase, recordOf } from "./dns-harness.js";

export const cancelCases: readonly DnsContractCase[] = [
  {
    name: "nothing is done once the caller has cancelled",
    async run(harness) {
      const provider = await harness.open();
      const [record, other] = [recordOf(harness.domain, 1), recordOf(harness.domain, 2)];
      await provider.add(record, {});
      const options = { signal: AbortSignal.abort() };
      await assertAcmeError(provider.check([harness.domain], options), "CANCELLED");
      await assertAcmeError(provider.add(other, options), "CANCELLED");
      await assertAcmeError(provider.remove(record, options), "CANCELLED");
      await assertTexts(harness, record, [record.value]);
    },
  },
];
