/** What a caller gets for a change. */
export interface Reply {
  /** `undefined` for success; `KILLED` when the server ended before it answered. */
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly result?: unknown;
}
