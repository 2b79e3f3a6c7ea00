import type { CertificateNames } from "./certificate-names.js";

/** Keys of leaf certificates: `ec-256` (P-256) or `rsa-2048`. */
export type KeyType = "ec-256" | "rsa-2048";

/** Where an order is (RFC 8555 section 7.1): in this order; `dns` only with `dns-01`. */
export type IssueStep = "account" | "order" | "dns" | "validation" | "download" | "deploy";

/** A step of an order that has begun. */
export interface Progress {
  readonly step: IssueStep;
  /** One line, to show. */
  readonly message: string;
}

/** Of each call of a driver. */
export interface DriverOptions {
  /** Cancels the call. */
  readonly signal?: AbortSignal | undefined;
  /** Called at each step. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** The certificate that is wanted: its names, and the kind of its key. */
export interface IssueRequest {
  readonly names: CertificateNames;
  readonly keyType: KeyType;
}

/** A certificate as its driver keeps it. */
export interface IssuedCertificate {
  readonly names: CertificateNames;
  /** Leaf and chain. */
  readonly chainPem: string;
  readonly keyPem: string;
  readonly issuedAt: Date;
  /** Where it was issued. */
  readonly directoryUrl: string;
  /** When the driver itself wants to renew it, if it decides that. */
  readonly renewAt?: Date | undefined;
  /** Why the driver can't renew it, so that it is known before it is due. */
  readonly notRenewable?: string | undefined;
}

/** One that could not be issued yet, or whose files are broken. */
export interface FailedCertificate {
  readonly names: CertificateNames;
  readonly why: string;
}

/** When the CA wants a certificate renewed (RFC 9773). */
export interface RenewalInfo {
  readonly start: Date;
  readonly end: Date;
  readonly explanationUrl?: string | undefined;
  /** When to ask again. */
  readonly askAgainAt: Date;
}

/**
 * An ACME client and its store. Names are passed in normalised. Every method may throw AcmeError; `issue` leaves nothing
 * running, and removes its validation records if possible, however it ends.
 */
export interface AcmeDriver {
  readonly kind: "acme.sh" | "embedded";
  /** All certificates that it keeps, by the name each is called by. */
  list(): Promise<ReadonlyMap<string, IssuedCertificate | FailedCertificate>>;
  /** Gets a new certificate, whether or not it has one of that name. The result is checked against the request. */
  issue(request: IssueRequest, options: DriverOptions): Promise<IssuedCertificate>;
  /** Whether the CA responds, and the DNS provider would publish. Changes nothing. */
  check(request: IssueRequest, options: DriverOptions): Promise<void>;
  /** `undefined` if the CA publishes none. */
  renewalInfo(certificate: IssuedCertificate, options: DriverOptions): Promise<RenewalInfo | undefined>;
  /** Has the CA revoke the newest certificate of a name (RFC 8555 section 7.6). @throws AcmeError `CERTIFICATE_NOT_FOUND` */
  revoke(name: string, options: DriverOptions): Promise<void>;
  /** Forgets it: it is no longer renewed. Does nothing if there is none. */
  remove(name: string): Promise<void>;
}

export function isIssued(
  certificate: IssuedCertificate | FailedCertificate,
): certificate is IssuedCertificate {
  return "chainPem" in certificate;
}
