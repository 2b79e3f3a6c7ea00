import type { AcmeProblem } from "./protocol/acme-problem.js";

/**
 * Every failure that this package reports on purpose. Switch on the code; the message is for people.
 *
 * - `NOT_CONFIGURED`: a setting is missing or does not fit, such as the token of the DNS provider
 * - `INVALID_NAMES`: no certificate can be asked for with these names
 * - `CERTIFICATE_NOT_FOUND`: there is no certificate of that name
 * - `NOT_DUE`: the time to renew has not come; `retryAt` is when it does
 * - `DNS_PROVIDER`: the validation record could not be published; `reason` says why
 * - `VALIDATION_FAILED`: the CA looked, and did not find the record
 * - `RATE_LIMITED`: the CA wants us to wait until `retryAt`
 * - `CA_REFUSED`: the CA refuses what was asked for, in its words; trying again is of no use
 * - `EAB_REQUIRED`: the CA wants an external account binding (RFC 8555 section 7.3.4), or refuses the one it was given
 * - `ACCOUNT_GONE`: the CA does not know our account any more
 * - `CA_UNREACHABLE`: no answer, or one that is no ACME
 * - `CA_FAILED`: the CA failed by its own account (an error 500)
 * - `TIMEOUT`: not done in time; what was begun was ended
 * - `LOCKED`: another of us is at it
 * - `TRANSACTION_OPEN`: somebody else is setting a certificate in HAProxy, which does one at a time
 * - `CANCELLED`: the caller gave up
 * - `DRIVER_FAILED`: the ACME client failed for none of the reasons above
 * - `BAD_CERTIFICATE`: certificate and key are not usable: they don't fit each other, the names or the time
 * - `DEFAULT_CERTIFICATE`: what HAProxy serves where nothing else fits can't be deleted
 * - `DEPLOY_FAILED`: HAProxy did not take the certificate, and serves what it served before
 * - `OUTCOME_UNKNOWN`: HAProxy may or may not serve it; the reconciler settles it
 * - `UNREADABLE`, `UNWRITABLE`: a file
 */
export type AcmeErrorCode =
  | "NOT_CONFIGURED"
  | "INVALID_NAMES"
  | "CERTIFICATE_NOT_FOUND"
  | "NOT_DUE"
  | "DNS_PROVIDER"
  | "VALIDATION_FAILED"
  | "RATE_LIMITED"
  | "CA_REFUSED"
  | "EAB_REQUIRED"
  | "ACCOUNT_GONE"
  | "CA_UNREACHABLE"
  | "CA_FAILED"
  | "TIMEOUT"
  | "LOCKED"
  | "TRANSACTION_OPEN"
  | "CANCELLED"
  | "DRIVER_FAILED"
  | "BAD_CERTIFICATE"
  | "DEFAULT_CERTIFICATE"
  | "DEPLOY_FAILED"
  | "OUTCOME_UNKNOWN"
  | "UNREADABLE"
  | "UNWRITABLE";

/** Why a DNS provider did not publish a record. */
export type DnsFailure = "bad-token" | "missing-right" | "no-zone" | "unreachable" | "slow" | "other";

const BRAND: unique symbol = Symbol.for("@haproxy-mcp/acme-manager.AcmeError");

export interface AcmeErrorOptions extends ErrorOptions {
  /** When it may be tried again. */
  readonly retryAt?: Date;
  /** The CA's own document (RFC 8555 section 6.7). */
  readonly problem?: AcmeProblem;
  /** With `DNS_PROVIDER`. */
  readonly reason?: DnsFailure;
}

export class AcmeError extends Error {
  override readonly name: string = "AcmeError";
  readonly code: AcmeErrorCode;
  readonly retryAt: Date | undefined;
  readonly problem: AcmeProblem | undefined;
  readonly reason: DnsFailure | undefined;
  readonly [BRAND] = true;

  constructor(code: AcmeErrorCode, message: string, options: AcmeErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.retryAt = options.retryAt;
    this.problem = options.problem;
    this.reason = options.reason;
  }

  /** Like `instanceof`, and also true across the ESM and CJS copies of this package. */
  static isInstance(value: unknown): value is AcmeError {
    return typeof value === "object" && value !== null && BRAND in value;
  }
}

/** @throws AcmeError `CANCELLED` once the signal has aborted; the cause is its reason */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortedError(signal);
}

export function abortedError(signal: AbortSignal): AcmeError {
  return new AcmeError("CANCELLED", "the caller gave up", { cause: signal.reason });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
