import type { AcmeDriver } from "../driver.js";

/** State of a certificate. `broken`: its file is no certificate. `by-hand`: no driver renews it. */
export type CertificateState = "valid" | "due" | "expired" | "failed" | "broken";

/** One certificate: what its driver, its file and HAProxy say. */
export interface CertificateRecord {
  /** What it is called by: its first name, or that of its file. */
  readonly name: string;
  /** Where HAProxy loads it from; absent for one that was never deployed. */
  readonly file?: string | undefined;
  readonly names: readonly string[];
  readonly state: CertificateState;
  /** Absent if there is none yet, or it is broken. */
  readonly details?: CertificateDetails | undefined;
  /** The driver that renews it; absent for one deployed by hand. */
  readonly driver?: AcmeDriver["kind"] | undefined;
  readonly renewAt?: Date | undefined;
  /** The last failure, of its issue or with its file. */
  readonly lastError?: string | undefined;
  /** Whether HAProxy serves this very one; `unknown` if HAProxy does not respond. */
  readonly served: "yes" | "no" | "unknown";
  /** The one that was issued last is not the one in the file. */
  readonly isDeployed: boolean;
}

export interface CertificateDetails {
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Whole days; negative after the end. */
  readonly daysLeft: number;
  readonly issuer: string;
  readonly keyType: string;
  readonly serial: string;
  readonly sha256: string;
  readonly sha1: string;
}
