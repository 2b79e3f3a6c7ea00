import { expect, it } from "vitest";
import { type DnsContractCase, dnsProviderContract } from "../../src/contract.js";
import type { DnsOptions, DnsProvider, TxtRecord } from "../../src/dns/dns-provider.js";
import { AcmeError, throwIfCancelled } from "../../src/errors.js";

const ZONE = "example.test";

/** A provider in memory, with whatever it does differently. */
function arrange(changed: (records: TxtRecord[]) => Partial<DnsProvider>) {
  const records: TxtRecord[] = [];
  const isSame = (one: TxtRecord, other: TxtRecord) => one.name === other.name && one.value === other.value;
  const assertOurs = (names: readonly string[], { signal }: DnsOptions) => {
    throwIfCancelled(signal);
    if (names.every((name) => name.endsWith(ZONE))) return;
    throw new AcmeError("DNS_PROVIDER", "no zone", { reason: "no-zone" });
  };
  const provider: DnsProvider = {
    name: "memory",
    check: async (domains, options) => assertOurs(domains, options),
    async add(record, options) {
      assertOurs([record.name], options);
      if (!records.some((one) => isSame(one, record))) records.push(record);
    },
    async remove(record, options) {
      throwIfCancelled(options.signal);
      const at = records.findIndex((one) => isSame(one, record));
      if (at >= 0) records.splice(at, 1);
    },
    ...changed(records),
  };
  return {
    open: async () => provider,
    domain: `a.${ZONE}`,
    foreignDomain: "example.org",
    texts: async (name: string) => records.filter((one) => one.name === name).map(({ value }) => value),
  };
}

async function failuresOf(changed: (records: TxtRecord[]) => Partial<DnsProvider>): Promise<number> {
  const run = ({ run }: DnsContractCase) => run(arrange(changed));
  const results = await Promise.allSettled(dnsProviderContract.map(run));
  return results.filter(({ status }) => status === "rejected").length;
}

it("passes a provider that keeps every promise", async () => {
  expect(await failuresOf(() => ({}))).toBe(0);
});

it.each<[string, (records: TxtRecord[]) => Partial<DnsProvider>]>([
  ["adds nothing", () => ({ add: async () => {} })],
  ["adds a record twice", (records) => ({ add: async (record) => void records.push(record) })],
  [
    "removes all records of the name",
    (records) => ({
      async remove({ name }) {
        records.splice(0, records.length, ...records.filter((one) => one.name !== name));
      },
    }),
  ],
  [
    "has one record for each name",
    (records) => ({
      async add(record) {
        records.splice(0, records.length, ...records.filter((one) => one.name !== record.name), record);
      },
    }),
  ],
  ["checks nothing", () => ({ check: async () => {} })],
  [
    "adds in its check",
    (records) => ({
      check: async ([domain]) => void records.push({ name: `_acme-challenge.${domain}`, value: "check" }),
    }),
  ],
  ["ignores signals", (records) => ({ remove: async () => void records.splice(0, 1) })],
])("fails a provider that %s", async (_what, changed) => {
  expect(await failuresOf(changed)).toBeGreaterThan(0);
});
