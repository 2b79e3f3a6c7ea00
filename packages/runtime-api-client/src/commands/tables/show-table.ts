import { type RuntimeCommand, read } from "../../command.js";
import { line } from "../../line.js";
import { type CommandReply, dataOf, malformed } from "../../reply.js";
import { splitLines } from "../../wire/split-lines.js";
import { parseTable, type StickTable } from "./stick-table.js";
import { type TableFilter, tableFilter } from "./table-filter.js";

/** An entry of a stick table. */
export interface TableEntry {
  /** Address in HAProxy's memory, usable as `{ id }` in a filter. */
  readonly id: string;
  readonly key: string;
  /** Sessions that track it now. */
  readonly uses: number;
  /** Until it is forgotten, ms. */
  readonly expiresInMs: number;
  /** Such as `gpc0` or `http_req_rate(10000)`, each with its value. */
  readonly data: ReadonlyMap<string, string>;
}

/** A stick table with its entries (`show table NAME`). */
export interface TableContent extends StickTable {
  readonly entries: readonly TableEntry[];
}

const ENTRY = /^(0x[0-9a-f]+): key=((?:\\.|[^\\ ])*) (.*)$/;

/**
 * `show table <table> [<filter>]` (management.txt section 9.3). A filter on data is for a table that stores it; `ptr` needs
 * HAProxy 2.9. Refused with `No such table`.
 *
 *     # table: st, type: string, size:1024, used:3
 *     0x55d1a2b3c4d0: key=127.0.0.1 use=0 exp=599999 shard=0 gpc0=1 http_req_rate(10000)=5
 */
export function showTable(table: string, filter?: TableFilter): RuntimeCommand<TableContent> {
  return read(line`show table ${table}` + tableFilter(filter), (reply) => {
    const [header = "", ...rows] = splitLines(dataOf(reply));
    return { ...parseTable(header, reply), entries: rows.map((row) => parseEntry(row, reply)) };
  });
}

function parseEntry(row: string, reply: CommandReply): TableEntry {
  const [, id, key, rest = ""] = ENTRY.exec(row) ?? [];
  if (id === undefined || key === undefined) {
    throw malformed(reply, `${JSON.stringify(row.slice(0, 80))} is not an entry of a table`);
  }
  const fields = new Map(rest.split(" ").map(splitField));
  const [uses, expiry] = [fields.get("use"), fields.get("exp")];
  for (const name of ["use", "exp", "shard"]) fields.delete(name);
  return {
    id,
    key: key.replaceAll(/\\(.)/g, "$1"),
    uses: Number(uses),
    expiresInMs: Number(expiry),
    data: fields,
  };
}

function splitField(text: string): [name: string, value: string] {
  const at = text.indexOf("=");
  return [text.slice(0, at), text.slice(at + 1)];
}
