import assert from "node:assert/strict";
import type { DnsProvider, TxtRecord } from "../dns/dns-provider.js";
import { AcmeError, type AcmeErrorCode } from "../errors.js";

/** One account at a provider, with a domain of its own for each case. */
export interface DnsContractHarness {
  /** Another client with the same credentials, as another process has it. */
  open(): Promise<DnsProvider>;
  /** In a zone that the credentials may change; it has no records. */
  readonly domain: string;
  /** In no zone of theirs. */
  readonly foreignDomain: string;
  /** The values of a name's TXT records, as the provider's servers have them now. */
  texts(name: string): Promise<readonly string[]>;
}

/** A promise of a provider. */
export interface DnsContractCase {
  readonly name: string;
  /** Rejects when the provider does not keep the promise. */
  run(harness: DnsContractHarness): Promise<void>;
}

/** As long as a real one (RFC 8555 section 8.4), and different for each number. */
export function recordOf(domain: string, number: number): TxtRecord {
  const value = `${number}-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO`.slice(0, 43);
  return { name: `_acme-challenge.${domain}`, value };
}

export async function assertTexts(
  { texts }: DnsContractHarness,
  { name }: TxtRecord,
  values: readonly string[],
): Promise<void> {
  assert.deepEqual([...(await texts(name))].sort(), [...values].sort());
}

export async function assertAcmeError(
  promise: Promise<unknown>,
  code: AcmeErrorCode,
  reason?: AcmeError["reason"],
): Promise<void> {
  await assert.rejects(
    promise,
    (error) => AcmeError.isInstance(error) && error.code === code && error.reason === reason,
  );
}
