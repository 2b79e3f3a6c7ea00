import { type RuntimeCommand, write } from "../../command.js";
import { line } from "../../line.js";
import { type TableFilter, tableFilter } from "./table-filter.js";

/**
 * `clear table <table> [<filter>]` (management.txt section 9.3): removes entries, all unless told otherwise. Answers with
 * silence, also where there is none of that key; refused where one is in use. `ptr` needs HAProxy 2.9.
 */
export function clearTable(table: string, filter?: TableFilter): RuntimeCommand<void> {
  return write(line`clear table ${table}` + tableFilter(filter));
}
