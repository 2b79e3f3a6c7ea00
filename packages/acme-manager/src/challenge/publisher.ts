import type { DnsProvider } from "../dns/dns-provider.js";
import type { HttpResponder } from "../http-01/http-responder.js";

/** How control of a name is proven (RFC 8555 sections 8.3 and 8.4). */
export type ChallengeType = "dns-01" | "http-01";

/** What the CA reads: the name and value of a TXT record, or a URL and the response. */
export interface Proof {
  readonly name: string;
  readonly value: string;
}

export type Publisher = DnsProvider | HttpResponder;
