import type { OpenRequest } from "../mcp/connections.js";
import type { RequestSource } from "../mcp/source.js";

/** A request for the page. */
export interface PageRequest extends OpenRequest {
  /** As sent, without the query: nothing in it is decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly source: RequestSource;
  /** Whether the browser reached this server over TLS, as a trusted proxy reports. */
  readonly isEncrypted: boolean;
}

/** Why a request is refused: an HTTP status, and what the page gets. */
export interface PageRefusal {
  readonly status: number;
  readonly code: string;
  /** The argument at fault. */
  readonly field?: string | undefined;
  /** For the access log, one of few sentences: nothing that a client wrote. */
  readonly reason: string;
  readonly retryAfterSec?: number | undefined;
  /** Whether it goes to the access log. */
  readonly isAttack?: boolean | undefined;
}

export const FULL: PageRefusal = {
  status: 503,
  code: "TOO_MANY",
  reason: "too many requests at once. Nothing was changed",
  retryAfterSec: 1,
};
