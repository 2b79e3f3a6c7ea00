/**
 * - `HISTORY_UNWRITABLE`: what a change is about to do can't be written down, so it was refused. Nothing was changed
 * - `CHANGE_NOT_FOUND`: the history has no such entry, or none any more
 * - `NOT_UNDOABLE`: it changed no domain and no server, or nothing of it is left
 */
export type HistoryErrorCode = "HISTORY_UNWRITABLE" | "CHANGE_NOT_FOUND" | "NOT_UNDOABLE";

/** A history that can't be written, or a change that can't be undone. Nothing was changed. */
export class HistoryError extends Error {
  override readonly name = "HistoryError";
  readonly code: HistoryErrorCode;

  constructor(code: HistoryErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
