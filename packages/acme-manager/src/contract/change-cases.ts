import { assertTexts, type DnsContractCase, recordOf } from "./dns-harness.js";

export const changeCases: readonly DnsContractCase[] = [
  {
    name: "records of one name stand beside each other, and each is removed alone",
    async run(harness) {
      const provider = await harness.open();
      const [first, second] = [recordOf(harness.domain, 1), recordOf(harness.domain, 2)];
      await provider.add(first, {});
      await provider.add(second, {});
      await assertTexts(harness, first, [first.value, second.value]);
      await provider.remove(first, {});
      await assertTexts(harness, first, [second.value]);
      await provider.remove(second, {});
      await assertTexts(harness, first, []);
    },
  },
  {
    name: "records of one name that are added at the same time are all there",
    async run(harness) {
      const records = [1, 2, 3].map((number) => recordOf(harness.domain, number));
      await Promise.all(records.map(async (record) => (await harness.open()).add(record, {})));
      await assertTexts(
        harness,
        recordOf(harness.domain, 1),
        records.map(({ value }) => value),
      );
    },
  },
  {
    name: "a record that is added twice is there once",
    async run(harness) {
      const record = recordOf(harness.domain, 1);
      await (await harness.open()).add(record, {});
      await (await harness.open()).add(record, {});
      await assertTexts(harness, record, [record.value]);
    },
  },
  {
    name: "another client removes a record, and removing it again does nothing",
    async run(harness) {
      const [record, other] = [recordOf(harness.domain, 1), recordOf(harness.domain, 2)];
      await (await harness.open()).add(record, {});
      await (await harness.open()).add(other, {});
      await (await harness.open()).remove(record, {});
      await (await harness.open()).remove(record, {});
      await assertTexts(harness, record, [other.value]);
    },
  },
  {
    name: "a name below the domain gets a record of its own",
    async run(harness) {
      const provider = await harness.open();
      const [record, below] = [recordOf(harness.domain, 1), recordOf(`a.b.${harness.domain}`, 2)];
      await provider.add(record, {});
      await provider.add(below, {});
      await assertTexts(harness, record, [record.value]);
      await assertTexts(harness, below, [below.value]);
    },
  },
];
