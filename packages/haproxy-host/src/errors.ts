/**
 * Every failure that this package reports on purpose. Switch on the code; the message is for people.
 *
 * - `INVALID_SETTING`: a setting that cannot stand in a configuration. Retry: after correcting it
 * - `PROGRAM_MISSING`: there is no such program to run. Retry: after installing it
 * - `PROGRAM_FAILED`: a program did not do what it was asked for, in its own words. Retry: look at its state first
 * - `NOT_FOUND`: the host knows no such container or unit. Retry: after correcting its name
 * - `CONFIG_REFUSED`: HAProxy refuses the configuration, in its words; what ran before keeps running. Retry: after correcting the configuration
 * - `START_FAILED`: it ended, or did not respond in time; nothing is left running. Retry: after correcting what the message names
 * - `RELOAD_FAILED`: no new worker came; the old one keeps serving. Retry: after correcting what the message names
 * - `STOP_FAILED`: processes are left that could not be ended. Retry: yes
 * - `CANCELLED`: the caller's signal. Retry: yes
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
