import type { CommandReply } from "./reply.js";

/**
 * One Runtime API command: the line to send, and how to read what comes back.
 *
 * A command knows nothing of sockets, so it is tested with two strings.
 */
export interface RuntimeCommand<Reply> {
  readonly line: string;
  /** A read may be repeated when its outcome is unknown. A write may not. */
  readonly kind: "read" | "write";
  /** @throws RuntimeApiError `REJECTED`, `MALFORMED_REPLY` */
  parseReply(reply: CommandReply): Reply;
}
