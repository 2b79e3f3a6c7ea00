import { unsafe } from "./arguments.js";
import { type CommandReply, expectSilence } from "./reply.js";

/**
 * One Runtime API command: what to send, and how to read the response.
 *
 * A command does not know about sockets, so it is tested with two strings.
 */
export interface RuntimeCommand<Reply> {
  /** Without line feed; ends with ` <<` if there is a payload. */
  readonly line: string;
  /**
   * Lines that follow, without empty lines and without a line feed at the end. It appears in no message and no trace: it may
   * be a private key.
   */
  readonly payload?: string;
  /** The line as messages and traces show it, for one with a secret. Default: the line. */
  readonly shown?: string;
  /** A read may be retried when its outcome is unknown. A write may not. */
  readonly kind: "read" | "write";
  /** Milliseconds that HAProxy may take to respond, in addition to a client's time limit. Default: 0. */
  readonly waitMs?: number;
  /** Reads what HAProxy responded. @throws RuntimeApiError `REJECTED`, `MALFORMED_REPLY` */
  parseReply(reply: CommandReply): Reply;
}

/**
 * What types say; a caller in JavaScript hears it before anything is sent.
 *
 * @throws RuntimeApiError `UNSAFE_ARGUMENT`
 */
export function assertCommand(command: RuntimeCommand<unknown> | undefined): void {
  const isOne = typeof command?.line === "string" && typeof command.parseReply === "function";
  if (isOne && (command.kind === "read" || command.kind === "write")) return;
  // its payload, and what is text, may be a private key
  const what =
    typeof command === "object" && command !== null
      ? `{ ${Object.keys(command).join(", ")} }`
      : typeof command;
  throw unsafe(`not a command: ${what}; use a function such as showInfo(), or { line, kind, parseReply }`);
}

/** The line for messages and traces. */
export function shownLine({ line, shown = line }: Pick<RuntimeCommand<unknown>, "line" | "shown">): string {
  return shown;
}

/** A command that changes nothing. */
export function read<Reply>(line: string, parseReply: (reply: CommandReply) => Reply): RuntimeCommand<Reply> {
  return { line, kind: "read", parseReply };
}

/** A command that changes something. By default, its success is silence. */
export function write(
  line: string,
  parseReply: (reply: CommandReply) => void = expectSilence,
): RuntimeCommand<void> {
  return { line, kind: "write", parseReply };
}

/** A command that changes something, with a payload after its line. */
export function writeWithPayload(
  line: string,
  payload: string,
  parseReply?: (reply: CommandReply) => void,
): RuntimeCommand<void> {
  return { ...write(`${line} <<`, parseReply), payload };
}
