import type { Clock } from "@haproxy-mcp/durable-files";
import type { DnsProvider } from "./dns/dns-provider.js";
import type { AccountOptions } from "./protocol/account.js";

/** Default for one certificate. */
export const DEFAULT_LIMIT_MS = 180_000;
/** For most providers to have published a record on all their servers. */
export const DEFAULT_DNS_WAIT_MS = 20_000;

/** Options of every driver. */
export interface CommonDriverOptions extends AccountOptions {
  /** Holds its accounts, orders, certificates, notes and locks. */
  readonly folder: string;
  /** The CA's directory (RFC 8555 section 7.1.1). */
  readonly directoryUrl: string;
  /** Where records go that prove control of names (`dns-01`). */
  readonly dns?: DnsProvider | undefined;
  /** Time between publishing records and asking the CA to validate them, for the DNS to catch up. Default: 20,000. */
  readonly dnsWaitMs?: number | undefined;
  /** Kind of certificate, if the CA offers several. */
  readonly profile?: string | undefined;
  /**
   * Common name of the issuer of the topmost certificate, such as `ISRG Root X1`, if the CA offers several chains (RFC 8555 section
   * 7.4.2). The CA's own choice where it offers no such chain.
   */
  readonly preferredChain?: string | undefined;
  /** For one certificate, besides the wait for DNS. Default: 180,000. */
  readonly limitMs?: number | undefined;
  readonly clock?: Clock | undefined;
}
