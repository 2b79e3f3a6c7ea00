/** What the clients of the HTTP server may use. One client gets at most half of each, so that it can't block the others. */
export interface HttpLimits {
  readonly connections: number;
  /** Requests that are answered at the same time. */
  readonly requests: number;
  /** Of protocol versions before 2026-07-28. */
  readonly sessions: number;
  readonly bodyBytes: number;
  /** From a connection, or a response on it, until the headers of the next request are complete. */
  readonly headersMs: number;
  /** The same, with the body. */
  readonly requestMs: number;
}

export const HTTP_LIMITS: HttpLimits = {
  connections: 1_024,
  requests: 512,
  sessions: 256,
  bodyBytes: 1 << 20,
  headersMs: 10_000,
  requestMs: 30_000,
};
