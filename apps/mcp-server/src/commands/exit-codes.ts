import { NotFoundError } from "../program/not-found-error.js";
import { UsageError } from "../program/usage-error.js";
import { ToolCallError } from "./callers/tool-call-error.js";

/** What the exit code of a command says. */
export const EXIT = {
  done: 0,
  /** Nothing was changed. */
  refused: 1,
  usage: 2,
  notFound: 3,
  /** HAProxy, or a remote haproxy-mcp, does not respond. Nothing was changed. */
  unreachable: 4,
  /** Differences were found or are left, or something is degraded. */
  degraded: 5,
  unknown: 6,
  notAllowed: 7,
} as const;

/** For codes of errors. The others: refused. */
const BY_CODE: Readonly<Record<string, number>> = {
  INVALID_DOMAIN: EXIT.usage,
  INVALID_ADDRESS: EXIT.usage,
  INVALID_INPUT: EXIT.usage,
  INVALID_CURSOR: EXIT.usage,
  INVALID_NAMES: EXIT.usage,
  OUT_OF_RANGE: EXIT.usage,
  SLOT_OUT_OF_RANGE: EXIT.usage,
  UNSAFE_ARGUMENT: EXIT.usage,
  DOMAIN_NOT_FOUND: EXIT.notFound,
  SLOT_EMPTY: EXIT.notFound,
  CERTIFICATE_NOT_FOUND: EXIT.notFound,
  CHANGE_NOT_FOUND: EXIT.notFound,
  HAPROXY_UNREACHABLE: EXIT.unreachable,
  CONNECT_FAILED: EXIT.unreachable,
  SERVER_UNREACHABLE: EXIT.unreachable,
  OUTCOME_UNKNOWN: EXIT.unknown,
  TIMEOUT: EXIT.unknown,
  TRUNCATED: EXIT.unknown,
  MALFORMED_REPLY: EXIT.unknown,
  NOT_CONFIRMED: EXIT.unknown,
  INTERNAL: EXIT.unknown,
  NOT_ALLOWED: EXIT.notAllowed,
};

/** The exit code for an error that ended a command. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof NotFoundError) return EXIT.notFound;
  return error instanceof ToolCallError ? (BY_CODE[error.code] ?? EXIT.refused) : EXIT.refused;
}
