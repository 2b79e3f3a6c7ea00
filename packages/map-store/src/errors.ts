import { FileError, type FileErrorCode } from "@haproxy-mcp/durable-files";

/**
 * Why a state store could not do what was asked. Switch on the code; the message is for people and names the file.
 *
 * - `LOCKED`: another writer was at work for too long, or got in between. Nothing happened; try again later
 * - `UNREADABLE`: a file cannot be read or parsed, or its folder is missing. Nothing happened; correct what the
 *   message names
 * - `UNWRITABLE`: a folder is read-only, or the disk is full or failing. Nothing happened, or every file
 *   was put back as it was; try again once the disk works
 * - `CONFLICT`: the new state needs a key or a slot that something written by hand stands in, and that is never
 *   overwritten. Nothing happened; correct the file, or choose another name or slot
 * - `CANCELLED`: the caller gave up. Nothing happened
 * - `OUTCOME_UNKNOWN`: files were changed and could not be put back. Look first: read the state before anything else
 */
export type StoreErrorCode = FileErrorCode | "CONFLICT";

const BRAND: unique symbol = Symbol.for("@haproxy-mcp/map-store.StoreError");

/** The store failed. What a change or a confirmation throws by itself is passed on as it is. */
export class StoreError extends Error {
  override readonly name: string = "StoreError";
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

/** The one place where an error of files becomes one of the store; every other error stays what it is. */
export function storeErrorOf(error: unknown): unknown {
  if (!FileError.isInstance(error)) return error;
  const { code, message, cause } = error;
  return new StoreError(code, message, { cause });
}
