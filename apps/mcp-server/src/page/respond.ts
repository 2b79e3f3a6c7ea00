import { closeIfUnread } from "../mcp/unread-body.js";
import type { Log } from "../program/log.js";
import { describeError } from "../tools/error-result.js";
import type { ErrorResponse } from "./model.js";
import type { PageRefusal, PageRequest } from "./page-request.js";

type Target = Pick<PageRequest, "request" | "response">;

export function sendJson({ request, response }: Target, status: number, value: unknown): undefined {
  closeIfUnread(request, response);
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

export function sendRefusal(
  target: Target,
  { status, code, field, reason, retryAfterSec }: PageRefusal,
): void {
  if (retryAfterSec !== undefined) target.response.setHeader("retry-after", String(retryAfterSec));
  const body: ErrorResponse = { error: { code, field, message: reason } };
  sendJson(target, status, body);
}

/** In the words of a tool. */
export function describeFailure(error: unknown, log: Log): PageRefusal {
  const { code, field, message } = describeError(error, log);
  return { status: STATUSES[code] ?? 409, code, field, reason: message };
}

const STATUSES: Readonly<Record<string, number>> = {
  INTERNAL: 500,
  NOT_ALLOWED: 403,
  INVALID_ADDRESS: 400,
  INVALID_DOMAIN: 400,
  INVALID_INPUT: 400,
  OUT_OF_RANGE: 400,
  DOMAIN_NOT_FOUND: 404,
};
