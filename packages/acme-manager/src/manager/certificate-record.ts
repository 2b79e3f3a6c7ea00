import type { SslCert } from "@haproxy-mcp/runtime-api-client";
import type { NameConflict } from "../deploy/name-conflicts.js";
import type { AcmeDriver } from "../driver.js";
import type { RenewalPlan } from "../renewal/plan-renewal.js";
import type { Leaf } from "../x509/leaf.js";

const DAY_MS = 86_400_000;

/**
 * State of a certificate. `due`: to be renewed, by its driver if it has one. `failed`: never issued. `broken`: HAProxy would not start with its
 * file. `unreadable`: this process can't read its file. `missing`: HAProxy serves it until its next reload, and the file is missing.
 */
export type CertificateState = "valid" | "due" | "expired" | "failed" | "broken" | "unreadable" | "missing";

/** One certificate: what its driver, its file and HAProxy say. */
export interface CertificateRecord {
  /** What it is called by: the name of its file, else its first name, else the file itself. */
  readonly name: string;
  /** Where HAProxy loads it from; absent for one that was never deployed. */
  readonly file?: string | undefined;
  readonly names: readonly string[];
  readonly state: CertificateState;
  /** Absent if there is none yet, or it can't be read. */
  readonly details?: CertificateDetails | undefined;
  /** The driver that renews it; absent for one deployed by hand. */
  readonly driver?: AcmeDriver["kind"] | undefined;
  /** Why the driver can't renew it without a person. */
  readonly notRenewable?: string | undefined;
  readonly renewAt?: Date | undefined;
  /** The last failure, of its issue or with its file. */
  readonly lastError?: string | undefined;
  /** Whether clients get this very one for its names; `unknown` if that could not be found out. */
  readonly served: "yes" | "no" | "unknown";
  /** The one that was issued last is not the one in the file. */
  readonly isDeployed: boolean;
  /** Other files for the same names: HAProxy serves one of them. */
  readonly conflicts: readonly NameConflict[];
}

/** What is in a certificate (RFC 5280): `serial` and the digests in upper-case hexadecimal digits, `keyType` such as `EC P-256`. */
export interface CertificateDetails {
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Whole days; negative after the end. */
  readonly daysLeft: number;
  readonly issuer: string;
  readonly keyType: string;
  readonly serial: string;
  /** Absent if only HAProxy can read it. */
  readonly sha256?: string | undefined;
  readonly sha1: string;
}

export function detailsOf(leaf: Omit<Leaf, "sha256" | "names">, now: Date): CertificateDetails {
  const { notBefore, notAfter, issuer, keyType, serial, sha1 } = leaf;
  const sha256 = "sha256" in leaf ? String(leaf.sha256) : undefined;
  const daysLeft = Math.floor((notAfter.getTime() - now.getTime()) / DAY_MS);
  return { notBefore, notAfter, daysLeft, issuer, keyType, serial, sha256, sha1 };
}

/** What HAProxy shows of one. */
export function heldDetails(held: SslCert | undefined, now: Date): CertificateDetails | undefined {
  const { notBefore, notAfter, issuer = "", serial = "", sha1Fingerprint: sha1 = "" } = held ?? {};
  if (held === undefined || notBefore === undefined || notAfter === undefined) return undefined;
  const keyType = held.raw.get("Algorithm") ?? "";
  const parts = issuer.split("/").filter(Boolean).reverse().join(", ");
  return detailsOf({ notBefore, notAfter, issuer: parts, keyType, serial, sha1 }, now);
}

/** The state of one whose file can be read, or that has none. */
export function stateOf(
  details: CertificateDetails | undefined,
  plan: RenewalPlan | undefined,
  now: Date,
): CertificateState {
  if (details === undefined) return "failed";
  if (details.notAfter <= now) return "expired";
  return plan !== undefined && plan.renewAt <= now ? "due" : "valid";
}
