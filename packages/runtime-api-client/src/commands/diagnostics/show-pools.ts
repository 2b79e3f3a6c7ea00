import { type RuntimeCommand, read } from "../../command.js";
import { dataOf, malformed } from "../../reply.js";
import { splitLines } from "../../wire/split-lines.js";

/** Memory of one type of object. */
export interface MemoryPool {
  readonly name: string;
  /** Of one object. */
  readonly objectBytes: number;
  readonly allocated: number;
  readonly allocatedBytes: number;
  readonly used: number;
  /** Allocations that failed. */
  readonly failures: number;
}

const ROW =
  /^ +- Pool (.+) \((\d+) bytes(?:\/\d+)?\) : (\d+) allocated \((\d+) bytes\), (\d+) used .*?(\d+) failures/;

/**
 * `show pools` (management.txt section 9.3): where HAProxy's memory is.
 *
 *     Dumping pools usage. Use SIGQUIT to flush them.
 *       - Pool h2s (184 bytes) : 82 allocated (15088 bytes), 82 used (~59 by thread caches), needed_avg 78, 0 failures, …
 *     Total: 20 pools, 228088 bytes allocated, 228088 used (~171288 by thread caches).
 */
export function showPools(): RuntimeCommand<readonly MemoryPool[]> {
  return read("show pools", (reply) =>
    splitLines(dataOf(reply))
      .filter((row) => row.startsWith(" "))
      .map((row) => {
        const [, name, objectBytes, allocated, allocatedBytes, used, failures] = ROW.exec(row) ?? [];
        if (name === undefined) throw malformed(reply, `${JSON.stringify(row)} is not a pool`);
        return {
          name,
          objectBytes: Number(objectBytes),
          allocated: Number(allocated),
          allocatedBytes: Number(allocatedBytes),
          used: Number(used),
          failures: Number(failures),
        };
      }),
  );
}
