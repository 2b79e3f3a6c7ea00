import { oneOf, pointer, unsafe } from "../../arguments.js";
import { line } from "../../line.js";

/** Selects entries of a stick-table. */
export type TableFilter =
  | { readonly key: string }
  | { readonly id: string }
  | {
      /** Such as `gpc0`, `http_req_rate`, `gpc[1]`; the table must store it. */
      readonly data: string;
      readonly operator: "eq" | "ne" | "lt" | "le" | "gt" | "ge";
      readonly value: number;
    };

/** ` key …`, ` ptr …` or ` data.… …`; nothing for all. @throws RuntimeApiError `UNSAFE_ARGUMENT` */
export function tableFilter(filter: TableFilter | undefined): string {
  if (filter === undefined) return "";
  if ("key" in filter) return line` key ${filter.key}`;
  if ("id" in filter) return ` ptr ${pointer(filter.id)}`;
  const operator = oneOf(filter.operator, ["eq", "ne", "lt", "le", "gt", "ge"]);
  return ` ${dataField(filter.data)} ${operator} ${dataValue(filter.value)}`;
}

/** `data.<type>` @throws RuntimeApiError `UNSAFE_ARGUMENT` */
export function dataField(type: string): string {
  if (/^[a-z0-9_]+(?:\[\d+\])?$/.test(type)) return `data.${type}`;
  throw unsafe(`invalid data type of a stick-table: ${JSON.stringify(type)}`);
}

/** @throws RuntimeApiError `UNSAFE_ARGUMENT` */
export function dataValue(value: number): string {
  if (Number.isSafeInteger(value) && value >= 0) return String(value);
  throw unsafe(`invalid value of a stick-table: ${value}`);
}
