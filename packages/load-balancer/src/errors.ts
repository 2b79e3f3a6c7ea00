/**
 * Every failure that this package reports on purpose. Switch on the code; the message is for people.
 *
 * The caller asked for something that the desired state does not allow; nothing was changed:
 * - `DOMAIN_EXISTS`, `DOMAIN_NOT_FOUND`: Retry: with another name; list the domains first
 * - `NO_FREE_POOL`: Retry: after removing a domain or configuring more pools
 * - `NO_FREE_SLOT`, `SLOT_TAKEN`, `SLOT_EMPTY`, `SLOT_OUT_OF_RANGE`: Retry: with another slot; list the servers first
 * - `INVALID_CURSOR`: Retry: from the start of the list
 *
 * HAProxy did not do its part:
 * - `HAPROXY_UNREACHABLE`: it could not be asked; nothing was changed. Retry: later
 * - `MAP_NOT_FOUND`, `MAP_AMBIGUOUS`: it has no such map, or two; nothing was changed. Retry: after correcting the settings
 * - `NOT_APPLIED`: it did not take the change; runtime and files are as before. Retry: after correcting what the message names
 * - `CANCELLED`: the caller's signal; runtime and files are as before. Retry: yes
 * - `OUTCOME_UNKNOWN`: it stopped responding in the middle and the rollback failed too; the files are as before. Retry: look first; `restore`
 *   settles it
 * - `STATE_TOO_SMALL`: the files would delete most of what runs, so nothing was deleted. Retry: after looking at the files
 */
export type LoadBalancerErrorCode =
  | "DOMAIN_EXISTS"
  | "DOMAIN_NOT_FOUND"
  | "NO_FREE_POOL"
  | "NO_FREE_SLOT"
  | "SLOT_TAKEN"
  | "SLOT_EMPTY"
  | "SLOT_OUT_OF_RANGE"
  | "INVALID_CURSOR"
  | "HAPROXY_UNREACHABLE"
  | "MAP_NOT_FOUND"
  | "MAP_AMBIGUOUS"
  | "NOT_APPLIED"
  | "CANCELLED"
  | "OUTCOME_UNKNOWN"
  | "STATE_TOO_SMALL";

const BRAND: unique symbol = Symbol.for("@haproxy-mcp/load-balancer.LoadBalancerError");

export interface LoadBalancerErrorOptions extends ErrorOptions {
  /** The input that was at fault. */
  readonly field?: string | undefined;
}

export class LoadBalancerError extends Error {
  override readonly name: string = "LoadBalancerError";
  readonly code: LoadBalancerErrorCode;
  readonly field: string | undefined;
  readonly [BRAND] = true;

  constructor(code: LoadBalancerErrorCode, message: string, options: LoadBalancerErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.field = options.field;
  }

  /** Like `instanceof`, and also true across the ESM and CJS copies of this package. */
  static isInstance(value: unknown): value is LoadBalancerError {
    return typeof value === "object" && value !== null && BRAND in value;
  }
}
