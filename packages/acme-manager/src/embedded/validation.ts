import { join } from "node:path";
import { isWildcard } from "@haproxy-mcp/validation";
import { type CertificateNames, fileStem } from "../certificate-names.js";
import { createPublishedProofs, type PublishedProofs } from "../challenge/published-proofs.js";
import type { ChallengeType, Publisher } from "../challenge/publisher.js";
import type { DnsProvider } from "../dns/dns-provider.js";
import { AcmeError } from "../errors.js";
import type { HttpResponder } from "../http-01/http-responder.js";

/** How control of the names of one certificate is proven. */
export interface Validation {
  readonly type: ChallengeType;
  readonly publisher: Publisher;
  readonly published: PublishedProofs;
  /** Between publishing and asking the CA. */
  readonly waitMs: number;
}

export interface ValidationOptions {
  readonly folder: string;
  readonly dns: DnsProvider | undefined;
  readonly dnsWaitMs: number;
  readonly http: HttpResponder | undefined;
}

export function createValidations({ folder, dns, dnsWaitMs, http }: ValidationOptions) {
  const publishedIn = (kind: string, names: CertificateNames, publisher: Publisher) =>
    createPublishedProofs(join(folder, kind, fileStem(names[0])), publisher);
  const overDns = (names: CertificateNames, dns: DnsProvider): Validation => {
    const published = publishedIn("records", names, dns);
    return { type: "dns-01", publisher: dns, published, waitMs: dnsWaitMs };
  };
  const overHttp = (names: CertificateNames, http: HttpResponder): Validation => {
    const published = publishedIn("responses", names, http);
    return { type: "http-01", publisher: http, published, waitMs: 0 };
  };

  return {
    /**
     * @param before names of the certificate that is renewed: its wildcards were proven over DNS, and are again
     * @throws AcmeError `INVALID_NAMES` for another wildcard over HTTP, `NOT_CONFIGURED`
     */
    of(names: CertificateNames, before: readonly string[]): Validation {
      if (http !== undefined) {
        const wildcards = names.filter(isWildcard);
        if (wildcards.length === 0) return overHttp(names, http);
        const wildcard = wildcards.find((one) => !before.includes(one));
        if (wildcard === undefined && dns !== undefined) return overDns(names, dns);
        const why = "http-01 is for single names (RFC 8555 section 8.3)";
        throw new AcmeError(
          "INVALID_NAMES",
          `${wildcard ?? wildcards[0]} needs the challenge dns-01: ${why}`,
        );
      }
      if (dns !== undefined) return overDns(names, dns);
      throw new AcmeError("NOT_CONFIGURED", "there is no DNS provider that this ACME client can use");
    },

    /** What a killed run published, whichever way; if that can't be reached, the order reports it. */
    async removeLeftovers(names: CertificateNames): Promise<void> {
      const all = [dns && overDns(names, dns), http && overHttp(names, http)];
      for (const one of all) await one?.published.removeAll().catch(() => {});
    },
  };
}
