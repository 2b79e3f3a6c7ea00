/**
 * Every failure that this package reports on purpose. Switch on the code; the message is for people.
 *
 * - `INVALID_SETTING`: a setting that cannot stand in a configuration; correct it
 * - `PROGRAM_MISSING`: there is no such program to run; install it
 * - `PROGRAM_FAILED`: a program did not do what it was asked for, in its own words
 * - `NOT_FOUND`: the host knows no such container or unit
 * - `CONFIG_REFUSED`: HAProxy refuses the configuration, in its words; what ran before runs on
 * - `START_FAILED`: it ended, or did not answer in time
 * - `RELOAD_FAILED`: no new worker came; the old one serves on
 * - `STOP_FAILED`: processes are left that could not be ended
 * - `CANCELLED`: the caller gave up
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

export class HostError extends Error {
  override readonly name: string = "HostError";
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
