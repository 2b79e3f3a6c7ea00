import { type RuntimeCommand, read } from "../../command.js";
import { dataOf } from "../../reply.js";
import { splitLines } from "../../wire/split-lines.js";

/**
 * `show env` (management.txt section 9.3): the environment variables of the process, which may be secrets. A value has one
 * line.
 *
 *     HOME=/root
 */
export function showEnv(): RuntimeCommand<ReadonlyMap<string, string>> {
  return read(
    "show env",
    (reply) =>
      new Map(
        splitLines(dataOf(reply)).flatMap((row) => {
          const at = row.indexOf("=");
          return at === -1 ? [] : [[row.slice(0, at), row.slice(at + 1)] as const];
        }),
      ),
  );
}
