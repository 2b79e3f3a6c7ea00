import { assertAcmeError, assertTexts, type DnsContractCase, recordOf } from "./dns-harness.js";

export const checkCases: readonly DnsContractCase[] = [
  {
    name: "a check of domains in its zones succeeds, and changes nothing",
    async run(harness) {
      const provider = await harness.open();
      const record = recordOf(harness.domain, 1);
      await provider.add(record, {});
      await provider.check([harness.domain, `deep.down.${harness.domain}`], {});
      await assertTexts(harness, record, [record.value]);
      await assertTexts(harness, recordOf(`deep.down.${harness.domain}`, 1), []);
    },
  },
  {
    name: "a check names a domain that is in none of its zones",
    async run({ open, domain, foreignDomain }) {
      const provider = await open();
      await assertAcmeError(provider.check([domain, foreignDomain], {}), "DNS_PROVIDER", "no-zone");
    },
  },
  {
    name: "nothing is added for a domain that is in none of its zones",
    async run(harness) {
      const record = recordOf(harness.foreignDomain, 1);
      await assertAcmeError((await harness.open()).add(record, {}), "DNS_PROVIDER", "no-zone");
    },
  },
];
