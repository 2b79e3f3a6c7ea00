/**
 * Every failure that this package reports on purpose. Switch on the code; the wording of messages may change.
 *
 * - `INVALID_SETTING`: a setting that a configuration does not allow. Retry: after correcting it
 * - `PROGRAM_MISSING`: the program is not installed. Retry: after installing it
 * - `PROGRAM_FAILED`: a program failed; the message has its words. Retry: check its state first
 * - `NOT_FOUND`: no such container or unit exists on the host. Retry: after correcting its name
 * - `CONFIG_REFUSED`: HAProxy rejects the configuration; the message has its alerts, and HAProxy keeps running as before. Retry: after correcting the configuration
 * - `START_FAILED`: it ended, or did not respond in time; nothing is left running. Retry: after correcting what the message names
 * - `RELOAD_FAILED`: no new worker responded; the message says whether the old one keeps serving. Retry: after correcting what the message names
 * - `STOP_FAILED`: some processes could not be ended. Retry: yes
 * - `CANCELLED`: the caller's signal aborted. Retry: yes
 */
export type HostErrorCode =
  | "INVALID_SETTING"
  | "PROGRAM_MISSING"
  | "PROGRAM_FAILED"
  | "NOT_FOUND"
  | "CONFIG_REFUSED"
  | "START_FAILED"
  | "RELOAD_FAILED"
  | "STOP_FAILED"
  | "CANCELLED";

const BRAND: unique symbol = Symbol.for("@haproxy-mcp/haproxy-host.HostError");

/** What every host throws on purpose. Switch on {@link HostErrorCode | its code}; the message is for the operator. */
export class HostError extends Error {
  override readonly name: string = "HostError";
  /** What failed. Promised to stay; messages may change. */
  readonly code: HostErrorCode;
  readonly [BRAND] = true;

  constructor(code: HostErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** Like `instanceof`, and also true across the ESM and CJS copies of this package. */
  static isInstance(value: unknown): value is HostError {
    return typeof value === "object" && value !== null && BRAND in value;
  }
}
