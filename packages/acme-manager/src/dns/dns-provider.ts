/** A TXT record that proves control of a name (RFC 8555 section 8.4). */
export interface TxtRecord {
  /** `_acme-challenge.example.com` */
  readonly name: string;
  readonly value: string;
}

/** Of each call of a DNS provider: `signal` cancels it. */
export interface DnsOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Where validation records are published. All methods throw AcmeError `DNS_PROVIDER` with a reason, `NOT_CONFIGURED`, or
 * `CANCELLED`.
 */
export interface DnsProvider {
  /** For messages: `Cloudflare`. */
  readonly name: string;
  /** Whether records of these domains can be written: credentials, rights and zones. Changes nothing. */
  check(domains: readonly string[], options: DnsOptions): Promise<void>;
  /** Adds a record beside others of the same name. Does nothing if it exists. */
  add(record: TxtRecord, options: DnsOptions): Promise<void>;
  /** Removes that record, and no other of the same name. Does nothing if it is missing. */
  remove(record: TxtRecord, options: DnsOptions): Promise<void>;
}
