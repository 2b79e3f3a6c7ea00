/**
 * Every failure that this package reports on purpose. Switch on the code; the wording of messages may change.
 *
 * - `CONNECT_FAILED`: no connection; nothing was sent. Retry: yes
 * - `WRONG_PEER`: what listens there is not the part of HAProxy that was expected; HAProxy ran no command. Retry: after correcting
 *   the address
 * - `TIMEOUT`, `CANCELLED`, `TRUNCATED`: no complete response. Retry: a read, or a write that was not sent; after any other
 *   write check first, because its outcome is unknown, see {@link RuntimeApiError.outcomeUnknown}
 * - `REJECTED`: HAProxy refused. Retry: after correcting what it names
 * - `MALFORMED_REPLY`: HAProxy sent a response that this package can't read. Retry: check first
 * - `NOT_CONFIRMED`: HAProxy accepted everything, but holds something else: another client changed it too. Retry: check first
 * - `UNSAFE_ARGUMENT`: refused here, before anything was sent. Retry: after correcting the argument
 */
export type RuntimeApiErrorCode =
  | "CONNECT_FAILED"
  | "WRONG_PEER"
  | "TIMEOUT"
  | "CANCELLED"
  | "TRUNCATED"
  | "REJECTED"
  | "MALFORMED_REPLY"
  | "NOT_CONFIRMED"
  | "UNSAFE_ARGUMENT";

const BRAND: unique symbol = Symbol.for("@haproxy-mcp/runtime-api-client.RuntimeApiError");

export interface RuntimeApiErrorOptions extends ErrorOptions {
  /** The command's line, without payloads such as private keys. */
  readonly command?: string | undefined;
  /** Kind of that command. Default: `write`, to be safe. */
  readonly kind?: "read" | "write" | undefined;
  /** Default: true, except for codes that say that nothing was sent. */
  readonly sent?: boolean | undefined;
}

/**
 * What every command throws on purpose. Switch on {@link RuntimeApiErrorCode | its code}; `outcomeUnknown` says whether a repeated
 * call could change something twice.
 */
export class RuntimeApiError extends Error {
  override readonly name: string = "RuntimeApiError";
  /** What failed. Promised to stay; messages may change. */
  readonly code: RuntimeApiErrorCode;
  /** The command's line, without payloads such as private keys. */
  readonly command: string | undefined;
  /** Whether the command only reads. */
  readonly kind: "read" | "write";
  /** Whether the command left this process. */
  readonly sent: boolean;
  /** HAProxy's own words, of a refusal. */
  readonly reason: string | undefined = undefined;
  readonly [BRAND] = true;

  constructor(code: RuntimeApiErrorCode, message: string, options: RuntimeApiErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.command = options.command;
    this.kind = options.kind ?? "write";
    this.sent = options.sent ?? (code !== "CONNECT_FAILED" && code !== "UNSAFE_ARGUMENT");
  }

  /** Whether a write may or may not have been applied. A read may always be retried. */
  get outcomeUnknown(): boolean {
    return this.sent && this.kind === "write" && this.code !== "REJECTED" && this.code !== "WRONG_PEER";
  }

  /** Like `instanceof`, and also true across the ESM and CJS copies of this package. */
  static isInstance(value: unknown): value is RuntimeApiError {
    return typeof value === "object" && value !== null && BRAND in value;
  }
}

/** The same failure, of a command. */
export function ofCommand(
  { code, message, cause, sent }: RuntimeApiError,
  command: string,
  kind: "read" | "write",
): RuntimeApiError {
  return new RuntimeApiError(code, `${message} ("${command}")`, { command, kind, cause, sent });
}

/** HAProxy's own refusal, with the severity it gave (RFC 5424: 3 is an error, 6 informational). */
export class CommandRejectedError extends RuntimeApiError {
  override readonly name: string = "CommandRejectedError";
  /** `undefined` if HAProxy gave none. */
  readonly severity: number | undefined;
  override readonly reason: string;

  constructor(target: string, command: string, severity: number | undefined, reason: string) {
    super("REJECTED", `HAProxy at ${target} refused "${command}": ${reason}`, { command });
    this.severity = severity;
    this.reason = reason;
  }

  static override isInstance(value: unknown): value is CommandRejectedError {
    return RuntimeApiError.isInstance(value) && value.code === "REJECTED";
  }
}
