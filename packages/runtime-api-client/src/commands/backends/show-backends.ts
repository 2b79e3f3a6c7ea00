import { type RuntimeCommand, read } from "../../command.js";
import { dataOf } from "../../reply.js";
import { splitLines } from "../../wire/split-lines.js";

/**
 * `show backend` (management.txt section 9.3): the names of all backends.
 *
 *     # name
 *     pool_1
 *     pool_2
 */
export function showBackends(): RuntimeCommand<readonly string[]> {
  return read("show backend", (reply) => splitLines(dataOf(reply)).filter((text) => !text.startsWith("#")));
}
