import { type CommandReply, expectSilence } from "./reply.js";

/**
 * One Runtime API command: what to send, and how to read what comes back.
 *
 * A command knows nothing of sockets, so it is tested with two strings.
 */
export interface RuntimeCommand<Reply> {
  /** Without line feed; with ` <<` at its end where there is a payload. */
  readonly line: string;
  /**
   * Lines that follow, without an empty one and without line feed at the end. It is in no message and no trace: it may
   * be a private key.
   */
  readonly payload?: string;
  /** A read may be repeated when its outcome is unknown. A write may not. */
  readonly kind: "read" | "write";
  /** What HAProxy may take before it answers, on top of a client's time limit, ms. Default: nothing. */
  readonly waitMs?: number;
  /** @throws RuntimeApiError `REJECTED`, `MALFORMED_REPLY` */
  parseReply(reply: CommandReply): Reply;
}

/** A command that changes nothing. */
export function read<Reply>(line: string, parseReply: (reply: CommandReply) => Reply): RuntimeCommand<Reply> {
  return { line, kind: "read", parseReply };
}

/** A command that changes something. Unless told otherwise its success is silence. */
export function write(
  line: string,
  parseReply: (reply: CommandReply) => void = expectSilence,
): RuntimeCommand<void> {
  return { line, kind: "write", parseReply };
}

/** A command that changes something, with a payload behind its line. */
export function writeWithPayload(
  line: string,
  payload: string,
  parseReply?: (reply: CommandReply) => void,
): RuntimeCommand<void> {
  return { ...write(`${line} <<`, parseReply), payload };
}
