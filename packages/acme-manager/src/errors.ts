import type { Clock } from "@haproxy-mcp/durable-files";
import type { AcmeProblem } from "./protocol/acme-problem.js";

/**
 * Every failure that this package reports on purpose. Switch on the code; the wording of messages may change. HAProxy serves what it served
 * before, except after `OUTCOME_UNKNOWN`.
 *
 * - `NOT_CONFIGURED`: a setting is missing or does not fit, such as the token of the DNS provider. Retry: after correcting it
 * - `INVALID_NAMES`: no certificate can be asked for with these names. Retry: with other names
 * - `CERTIFICATE_NOT_FOUND`: no certificate has that name. Retry: with another name
 * - `NOT_DUE`: the certificate is not due for renewal. Retry: at `retryAt`
 * - `DNS_PROVIDER`: the validation record could not be published; `reason` says why. Retry: later when it was slow or unreachable, else after
 *   correcting token, rights or zone
 * - `HTTP_RESPONDER`: the response to `http-01` could not be published, or is not the one that a request gets. Retry: after correcting
 *   HAProxy's configuration
 * - `VALIDATION_FAILED`: the CA did not find the record or the response. Retry: after correcting the zone, or with a longer wait for DNS
 * - `RATE_LIMITED`: the CA asks to wait. Retry: at `retryAt`
 * - `CA_REFUSED`: the CA refuses what was asked for, in its words. Retry: no
 * - `EAB_REQUIRED`: the CA requires an external account binding (RFC 8555 section 7.3.4), or refuses the one that is set. Retry: after setting it
 * - `ACCOUNT_GONE`: the CA no longer knows our account. Retry: yes, a new one is made
 * - `CA_UNREACHABLE`: no response, or one that is not ACME. Retry: later
 * - `CA_FAILED`: the CA reports an internal error (status 500). Retry: later
 * - `TIMEOUT`: not done in time; the run was stopped. Retry: yes, the order is continued
 * - `LOCKED`: another process is working on it. Retry: later
 * - `TRANSACTION_OPEN`: another client is setting a certificate in HAProxy, which does one at a time. Retry: later
 * - `CANCELLED`: the caller's signal aborted. Retry: yes, the order is continued
 * - `DRIVER_FAILED`: the ACME client failed for none of the reasons above, in its words. Retry: after correcting what the message names
 * - `BAD_CERTIFICATE`: certificate and key are not usable: they don't match each other, the names or the time. Retry: no, get another one
 * - `NAME_CONFLICT`: another file of HAProxy's folder is for the same name, and HAProxy would serve that one. Retry: after removing one of them
 * - `DEFAULT_CERTIFICATE`: the certificate that HAProxy serves when no other matches can't be deleted. Retry: no
 * - `DEPLOY_FAILED`: HAProxy did not accept the certificate. Retry: after correcting what the message names
 * - `OUTCOME_UNKNOWN`: HAProxy may or may not serve it. Retry: check first; the reconciler settles it
 * - `UNREADABLE`, `UNWRITABLE`: a file can't be read or written. Retry: after correcting what the message names
 */
export type AcmeErrorCode =
  | "NOT_CONFIGURED"
  | "INVALID_NAMES"
  | "CERTIFICATE_NOT_FOUND"
  | "NOT_DUE"
  | "DNS_PROVIDER"
  | "HTTP_RESPONDER"
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
  | "NAME_CONFLICT"
  | "DEFAULT_CERTIFICATE"
  | "DEPLOY_FAILED"
  | "OUTCOME_UNKNOWN"
  | "UNREADABLE"
  | "UNWRITABLE";

/** Why a DNS provider did not publish a record, or another server could not be reached. */
export type DnsFailure = "bad-token" | "missing-right" | "no-zone" | "unreachable" | "slow" | "other";

const BRAND: unique symbol = Symbol.for("@haproxy-mcp/acme-manager.AcmeError");

/** What an {@link AcmeError} has besides its code and message. */
export interface AcmeErrorOptions extends ErrorOptions {
  /** When it may be tried again. */
  readonly retryAt?: Date | undefined;
  /** The CA's own document (RFC 8555 section 6.7). */
  readonly problem?: AcmeProblem | undefined;
  /** With `DNS_PROVIDER` and `CA_UNREACHABLE`. */
  readonly reason?: DnsFailure | undefined;
  /** Of a response over HTTP that is not ACME, with `CA_UNREACHABLE`. */
  readonly status?: number | undefined;
}

/**
 * What every function of this package throws on purpose. Switch on {@link AcmeErrorCode | its code}; `retryAt` is when the CA takes
 * another try.
 */
export class AcmeError extends Error {
  override readonly name: string = "AcmeError";
  /** What failed. Promised to stay; messages may change. */
  readonly code: AcmeErrorCode;
  /** When the CA takes another try, where it says so. */
  readonly retryAt: Date | undefined;
  /** The CA's own document (RFC 8555 section 6.7). */
  readonly problem: AcmeProblem | undefined;
  /** With `DNS_PROVIDER` and `CA_UNREACHABLE`. */
  readonly reason: DnsFailure | undefined;
  /** Of a response over HTTP that is not ACME, with `CA_UNREACHABLE`. */
  readonly status: number | undefined;
  readonly [BRAND] = true;

  constructor(code: AcmeErrorCode, message: string, options: AcmeErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.retryAt = options.retryAt;
    this.problem = options.problem;
    this.reason = options.reason;
    this.status = options.status;
  }

  /** Like `instanceof`, and also true across the ESM and CJS copies of this package. */
  static isInstance(value: unknown): value is AcmeError {
    return typeof value === "object" && value !== null && BRAND in value;
  }
}

/** @throws AcmeError `CANCELLED` once the signal has aborted; the cause is its reason */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw cancelledError(signal);
}

function cancelledError(signal: AbortSignal): AcmeError {
  return new AcmeError("CANCELLED", "cancelled by the caller", { cause: signal.reason });
}

/** @throws AcmeError `CANCELLED` */
export async function sleep(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  await clock.sleep(ms, signal).catch((error) => {
    throw signal?.aborted === true ? cancelledError(signal) : error;
  });
}
