import type { Cell, Column } from "../output/cell.js";
import type { LogLine } from "./log-line.js";

const field =
  (name: string) =>
  ({ fields }: LogLine): Cell => {
    const value = fields?.[name];
    return typeof value === "number" ? value : value === undefined ? undefined : String(value);
  };

/** The path comes last: it is what a terminal cuts. */
export const LOG_COLUMNS: readonly Column<LogLine>[] = [
  { title: "TIME", cell: ({ fields }) => timeOf(fields?.["time"]) },
  { title: "STATUS", isState: true, cell: field("status") },
  { title: "MS", cell: field("total_ms") },
  { title: "METHOD", cell: field("method") },
  { title: "CLIENT", isWide: true, cell: field("client") },
  { title: "HTTP", isWide: true, cell: field("http") },
  { title: "SERVER", cell: field("server") },
  { title: "DOMAIN", cell: field("domain") },
  {
    title: "PATH",
    cell: ({ text, fields }) => (fields === undefined ? text : field("path")({ text, fields })),
  },
];

/** @param seconds since 1970 */
function timeOf(seconds: unknown): Cell {
  if (typeof seconds !== "number") return undefined;
  return new Date(seconds * 1_000).toISOString().replace(/\.\d+Z$/, "Z");
}
