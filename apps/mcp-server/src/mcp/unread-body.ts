import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Before a response that does not wait for the request's body: ends the connection after it if the body is not here yet. HAProxy
 * 2.6 would not send the rest, and use the connection for the next request, which would be read as that rest.
 */
export function closeIfUnread({ complete, headers }: IncomingMessage, response: ServerResponse): void {
  const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
  if (hasBody && !complete) response.setHeader("connection", "close");
}
