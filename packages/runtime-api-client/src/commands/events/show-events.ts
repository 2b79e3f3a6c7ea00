import { type RuntimeCommand, read } from "../../command.js";
import { line } from "../../line.js";
import { messageOf } from "../../reply.js";
import { splitLines } from "../../wire/split-lines.js";

/**
 * `show events <sink>` (management.txt section 9.3, HAProxy 2.1): the current content of its buffer, one line each; `follow` of a
 * client waits for new ones. Refused with `No such event sink`.
 *
 *     2026-11-23T12:46:05.975981+00:00 10.0.0.7:41222 [23/Nov/2026:12:46:05.975] web pool_1/pool_1_1 0/0/0/1/1 200 …
 */
export function showEvents(sink: string): RuntimeCommand<readonly string[]> {
  return read(line`show events ${sink}`, (reply) => splitLines(messageOf(reply)));
}
