import { type RuntimeCommand, read } from "../../command.js";
import { messageOf } from "../../reply.js";
import { splitLines } from "../../wire/split-lines.js";

/** Where HAProxy sends events (`show events`). */
export interface EventSink {
  readonly name: string;
  /** Only a `buffer` can be read; `fd` is for a file descriptor. */
  readonly type: string;
  /** Events lost because it was full. */
  readonly dropped: number;
  readonly description: string;
}

const ROW = /^ +(\S+) *: type=(\w+), (\d+) dropped, (.*)$/;

/**
 * `show events` with no argument (management.txt section 9.3, HAProxy 2.1): where events go. A `ring` section adds one.
 *
 *     [4]: Supported events sinks are listed below. Add -w(wait), -n(new). Any key to stop
 *         stdout     : type=fd, 0 dropped, standard output (fd#1)
 *         buf0       : type=buffer, 0 dropped, in-memory ring buffer
 */
export function showEventSinks(): RuntimeCommand<readonly EventSink[]> {
  return read("show events", (reply) =>
    splitLines(messageOf(reply)).flatMap((text) => {
      const [, name, type, dropped, description] = ROW.exec(text) ?? [];
      if (name === undefined || type === undefined || description === undefined) return [];
      return [{ name, type, dropped: Number(dropped), description }];
    }),
  );
}
