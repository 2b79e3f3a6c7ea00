import type { DomainPattern, Slot } from "@haproxy-mcp/validation";

/**
 * Every failure that this package reports on purpose. Switch on the code; the message is for the operator.
 *
 * The caller asked for something that the desired state does not allow; nothing was changed:
 * - `DOMAIN_EXISTS`, `DOMAIN_NOT_FOUND`: Retry: with another name; list the domains first
 * - `ORPHANED`: the name has servers on record and no line in the map. Retry: with `replace`, or after removing the domain
 * - `UNCERTAIN`: a line about this name or pool can't be read. Retry: after fixing the line that the message names
 * - `ALIAS_WITH_SERVERS`: an alias has the servers of the domain that it shares. Retry: without servers
 * - `NO_FREE_POOL`: Retry: after the seconds that the message names, removing a domain, or configuring more pools
 * - `NO_FREE_SLOT`, `SLOT_TAKEN`, `SLOT_EMPTY`, `SLOT_OUT_OF_RANGE`: Retry: with another slot; list the servers first
 * - `CHANGED_SINCE`: something newer changed what is to be undone. Retry: after undoing that first
 * - `REFUSED_SERVER`: the address is one that no server may have. Retry: with another address
 * - `INVALID_CURSOR`: Retry: from the start of the list
 *
 * HAProxy failed:
 * - `HAPROXY_UNREACHABLE`: it did not respond; nothing was changed. Retry: later
 * - `MAP_NOT_FOUND`, `MAP_AMBIGUOUS`: it has no such map, or two; nothing was changed. Retry: after correcting the settings
 * - `NOT_APPLIED`: it refused the change; HAProxy and files are as before. Retry: after correcting what the message names
 * - `NOT_HEALTHY`: a new server was not checked healthy in time; HAProxy and files are as before. Retry: once the server responds
 * - `CANCELLED`: cancelled by the caller; HAProxy and files are as before. Retry: yes
 * - `OUTCOME_UNKNOWN`: it stopped responding in the middle and the rollback failed, too; the files are as before. Retry: after reading the
 *   state; `restore` settles it
 * - `STATE_TOO_SMALL`: the files have lost most of what they held, so nothing was deleted. Retry: with the files put back; or
 *   `restore` with `allowShrink` if they are as they should be, or `saveState` with `adoptRunning` if HAProxy is
 */
export type LoadBalancerErrorCode =
  | "DOMAIN_EXISTS"
  | "DOMAIN_NOT_FOUND"
  | "ORPHANED"
  | "UNCERTAIN"
  | "ALIAS_WITH_SERVERS"
  | "NO_FREE_POOL"
  | "NO_FREE_SLOT"
  | "SLOT_TAKEN"
  | "SLOT_EMPTY"
  | "SLOT_OUT_OF_RANGE"
  | "CHANGED_SINCE"
  | "REFUSED_SERVER"
  | "INVALID_CURSOR"
  | "HAPROXY_UNREACHABLE"
  | "MAP_NOT_FOUND"
  | "MAP_AMBIGUOUS"
  | "NOT_APPLIED"
  | "NOT_HEALTHY"
  | "CANCELLED"
  | "OUTCOME_UNKNOWN"
  | "STATE_TOO_SMALL";

const BRAND: unique symbol = Symbol.for("@haproxy-mcp/load-balancer.LoadBalancerError");

export interface LoadBalancerErrorOptions extends ErrorOptions {
  /** The input that was at fault. */
  readonly field?: string | undefined;
  /** With `CHANGED_SINCE`: what is not as the change left it. */
  readonly changed?: ChangedParts | undefined;
}

/** The names and slots that something newer changed. */
export interface ChangedParts {
  readonly names: readonly DomainPattern[];
  readonly slots: readonly { readonly pool: number; readonly slot: Slot }[];
}

/**
 * What every operation throws on purpose. Switch on {@link LoadBalancerErrorCode | its code}; `field` is the input at fault, such as
 * `servers[2].ip`.
 */
export class LoadBalancerError extends Error {
  override readonly name: string = "LoadBalancerError";
  /** What failed. Promised to stay; messages may change. */
  readonly code: LoadBalancerErrorCode;
  /** The input at fault, such as `servers[2].ip`. */
  readonly field: string | undefined;
  /** With `CHANGED_SINCE`: what is not as the change left it. */
  readonly changed: ChangedParts | undefined;
  readonly [BRAND] = true;

  constructor(code: LoadBalancerErrorCode, message: string, options: LoadBalancerErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.field = options.field;
    this.changed = options.changed;
  }

  /** Like `instanceof`, and also true across the ESM and CJS copies of this package. */
  static isInstance(value: unknown): value is LoadBalancerError {
    return typeof value === "object" && value !== null && BRAND in value;
  }
}
