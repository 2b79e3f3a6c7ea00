/**
 * Why a file could not be read, locked or replaced. Switch on the code; the message names the file, and its wording may change.
 *
 * - `LOCKED`: another writer holds the lock, or changed a file meanwhile. Nothing happened. Retry: later
 * - `UNREADABLE`: a file can't be read, or its folder is missing. Nothing happened. Retry: after correcting what the message names
 * - `UNWRITABLE`: a folder is read-only, or the disk is full or failing. Nothing happened, or every file was rolled back.
 *   Retry: once the disk works
 * - `CANCELLED`: the caller's signal aborted. Nothing happened. Retry: yes
 * - `OUTCOME_UNKNOWN`: files were changed and could not be rolled back. Retry: read them first
 */
export type FileErrorCode = "LOCKED" | "UNREADABLE" | "UNWRITABLE" | "CANCELLED" | "OUTCOME_UNKNOWN";

const BRAND: unique symbol = Symbol.for("@haproxy-mcp/durable-files.FileError");

/**
 * What the functions of this package throw on purpose. Switch on {@link FileErrorCode | its code}; `cause` is the error of the
 * system, if there is one.
 */
export class FileError extends Error {
  override readonly name: string = "FileError";
  /** What failed. Promised to stay; messages may change. */
  readonly code: FileErrorCode;
  readonly [BRAND] = true;

  constructor(code: FileErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** Like `instanceof`, and also true across the ESM and CJS copies of this package. */
  static isInstance(value: unknown): value is FileError {
    return typeof value === "object" && value !== null && BRAND in value;
  }
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Does nothing unless the signal has aborted. @throws FileError `CANCELLED` */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw cancelledError(signal);
}

export function cancelledError(signal: AbortSignal | undefined): FileError {
  return new FileError("CANCELLED", `cancelled: ${messageOf(signal?.reason)}`, {
    cause: signal?.reason,
  });
}
