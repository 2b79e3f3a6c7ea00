import { type RuntimeCommand, write } from "../../command.js";
import { line } from "../../line.js";
import { dataField, dataValue } from "./table-filter.js";

/**
 * `set table <table> key <key> data.<type> <value> …` (management.txt section 9.3): adds or changes an entry. Prints nothing
 * on success; refused with `Unknown data type`, and if the table does not store it.
 *
 * @param data such as `{ gpc0: 1 }`
 */
export function setTable(
  table: string,
  key: string,
  data: Readonly<Record<string, number>> = {},
): RuntimeCommand<void> {
  const fields = Object.entries(data).map(([type, value]) => ` ${dataField(type)} ${dataValue(value)}`);
  return write(line`set table ${table} key ${key}` + fields.join(""));
}
