import { type RuntimeCommand, read } from "../../command.js";
import { dataOf, malformed } from "../../reply.js";
import { splitLines } from "../../wire/split-lines.js";

/** An internal counter of HAProxy. */
export interface ActivityCounter {
  /** Total of all threads, or their average, depending on the counter. */
  readonly total: number;
  /** One for each thread; empty if there is only one thread. */
  readonly threads: readonly number[];
}

/**
 * `show activity` (management.txt section 9.3): to find the cause of a load. The names and meanings are
 * HAProxy's own, and differ between versions.
 *
 *     thread_id: 2 (1..2)
 *     ctxsw: 8 [ 3 5 ]
 *     loops: 4 [ 2 2 ]
 */
export function showActivity(): RuntimeCommand<ReadonlyMap<string, ActivityCounter>> {
  return read("show activity", (reply) => {
    const rows = splitLines(dataOf(reply)).filter((row) => !row.startsWith("thread_id:"));
    return new Map(
      rows.map((row) => {
        const [, name, total, threads = ""] = /^(\w+): ([\d.-]+)(?: \[ (.*) \])?$/.exec(row) ?? [];
        if (name === undefined) throw malformed(reply, `${JSON.stringify(row)} is not a counter`);
        return [name, { total: Number(total), threads: threads.split(" ").filter(Boolean).map(Number) }];
      }),
    );
  });
}
