import { FileError, type FileErrorCode } from "@haproxy-mcp/durable-files";

/**
 * Why a state store failed. Switch on the code; the message is for the operator and names the file.
 *
 * - `LOCKED`: another writer held the lock for too long, or wrote in between. Nothing happened. Retry: later
 * - `UNREADABLE`: a file can't be read or parsed, or its folder is missing. Nothing happened. Retry: after correcting what
 *   the message names
 * - `UNWRITABLE`: a folder is read-only, or the disk is full or failing. Nothing happened, or every file was rolled back.
 *   Retry: once the disk works
 * - `CONFLICT`: the new state needs a key or a slot that a line written by hand holds, which is never overwritten. Nothing
 *   happened. Retry: after correcting the file, or with another name or slot
 * - `INVALID_STATE`: the new state has a name, a number of a pool, a slot or a server that is not valid, or not in canonical
 *   form, or one name in two pools. Nothing happened. Retry: never with the same state
 * - `CANCELLED`: cancelled by the caller. Nothing happened. Retry: yes
 * - `OUTCOME_UNKNOWN`: files were changed and the rollback failed. Retry: read the state first
 */
export type StoreErrorCode = FileErrorCode | "CONFLICT" | "INVALID_STATE";

const BRAND: unique symbol = Symbol.for("@haproxy-mcp/map-store.StoreError");

/** The store failed. What a change or a confirmation throws by itself is passed on as it is. */
export class StoreError extends Error {
  override readonly name: string = "StoreError";
  /** What failed. Promised to stay; messages may change. */
  readonly code: StoreErrorCode;
  readonly [BRAND] = true;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** Like `instanceof`, and also true across the ESM and CJS copies of this package. */
  static isInstance(value: unknown): value is StoreError {
    return typeof value === "object" && value !== null && BRAND in value;
  }
}

/** For a state that would be read back as something else. */
export function invalidState(message: string, options?: ErrorOptions): StoreError {
  return new StoreError("INVALID_STATE", message, options);
}

/** The one place where an error of files becomes one of the store; every other error stays what it is. */
export function storeErrorOf(error: unknown): unknown {
  if (!FileError.isInstance(error)) return error;
  const { code, message, cause } = error;
  return new StoreError(code, message, { cause });
}
