import { type RuntimeCommand, read } from "../../command.js";
import { dataOf } from "../../reply.js";
import { splitLines } from "../../wire/split-lines.js";
import { parseTable, type StickTable } from "./stick-table.js";

/**
 * `show table` with no argument (management.txt section 9.3): all stick-tables.
 *
 *     # table: st, type: string, size:1024, used:3
 */
export function showTables(): RuntimeCommand<readonly StickTable[]> {
  return read("show table", (reply) => splitLines(dataOf(reply)).map((text) => parseTable(text, reply)));
}
