/**
 * Every failure that this package reports on purpose. Switch on the code; the message is for people.
 *
 * The caller asked for something that the desired state does not allow; nothing was changed:
 * - `DOMAIN_EXISTS`, `DOMAIN_NOT_FOUND`: list the domains, then use another name
 * - `NO_FREE_POOL`: remove a domain, or configure more pools
 * - `NO_FREE_SLOT`, `SLOT_TAKEN`, `SLOT_EMPTY`, `SLOT_OUT_OF_RANGE`: list the servers, then use another slot
 * - `INVALID_CURSOR`: list again from the start
 *
 * HAProxy did not do its part:
 * - `HAPROXY_UNREACHABLE`: it could not be asked; nothing was changed, and the call may be repeated
 * - `MAP_NOT_FOUND`, `MAP_AMBIGUOUS`: it has no such map, or two; nothing was changed
 * - `NOT_APPLIED`: it did not take the change; runtime and files are as before
 * - `CANCELLED`: the caller gave up; runtime and files are as before
 * - `OUTCOME_UNKNOWN`: it stopped answering in the middle and the undo failed too; the files are as before, and `restore` settles it
 * - `STATE_TOO_SMALL`: the files would delete most of what runs, so nothing was deleted; look at the files first
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
  readonly field?: string;
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
