import { type RuntimeCommand, write } from "../../command.js";
import { line } from "../../line.js";
import { type TableFilter, tableFilter } from "./table-filter.js";

/**
 * `clear table <table> [<filter>]` (management.txt section 9.3): removes entries, by default all. Prints nothing
 * on success, also if no entry has that key; refused if one is in use. `ptr` needs HAProxy 2.9.
 */
export function clearTable(table: string, filter?: TableFilter): RuntimeCommand<void> {
  return write(line`clear table ${table}` + tableFilter(filter));
}
