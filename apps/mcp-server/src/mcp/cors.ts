import type { IncomingMessage, ServerResponse } from "node:http";
import { closeIfUnread } from "./unread-body.js";

const METHODS = "POST, GET, DELETE";
/** Of a preflight's response, in seconds; Chromium's limit. */
const MAX_AGE_SEC = 7_200;
/** Response headers that a client needs. */
const EXPOSED = "mcp-session-id, www-authenticate, retry-after";

/** Lets the page that called read the response (Fetch standard, "CORS protocol"). Its Origin has been checked. */
export function allowPage({ headers }: IncomingMessage, response: ServerResponse): void {
  response.setHeader("vary", "origin");
  if (headers.origin === undefined) return;
  response.setHeader("access-control-allow-origin", headers.origin);
  response.setHeader("access-control-expose-headers", EXPOSED);
}

/** What a browser sends before a page's request, without its token. */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  const { origin, "access-control-request-method": wanted } = headers;
  return method === "OPTIONS" && origin !== undefined && wanted !== undefined;
}

export function sendPreflight(request: IncomingMessage, response: ServerResponse): void {
  const { headers } = request;
  closeIfUnread(request, response);
  response.setHeader("vary", "origin, access-control-request-headers");
  response.writeHead(204, {
    "access-control-allow-methods": METHODS,
    "access-control-allow-headers": headers["access-control-request-headers"] ?? "",
    "access-control-max-age": String(MAX_AGE_SEC),
  });
  response.end();
}
