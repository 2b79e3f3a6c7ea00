import type { Clock } from "@haproxy-mcp/durable-files";
import type { DnsProvider } from "./dns/dns-provider.js";
import type { AccountOptions } from "./protocol/account.js";

/** Default for one certificate. */
export const DEFAULT_LIMIT_MS = 180_000;

/** Options of every driver. */
export interface CommonDriverOptions extends AccountOptions {
  /** Holds its accounts, orders, certificates, notes and locks. */
  readonly folder: string;
  /** The CA's directory (RFC 8555 section 7.1.1). */
  readonly directoryUrl: string;
  readonly dns: DnsProvider;
  /** Time between publishing records and asking the CA to validate them, for the DNS to catch up. */
  readonly dnsWaitMs: number;
  /** Kind of certificate, if the CA offers several. */
  readonly profile?: string | undefined;
  /** For one certificate, besides the wait for DNS. Default: 180,000. */
  readonly limitMs?: number | undefined;
  readonly clock?: Clock | undefined;
}
