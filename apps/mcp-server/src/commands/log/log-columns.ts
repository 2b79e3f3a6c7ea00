import type { LogLine } from "../../requests/log-line.js";
import type { Cell, Column } from "../output/cell.js";

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

/** Times of today without the date: a terminal has little room. */
export function withShortTimes(
  columns: readonly Column<LogLine>[],
  now: () => Date = () => new Date(),
): readonly Column<LogLine>[] {
  const shorten = (time: Cell): Cell => {
    const [day, clock] = String(time).split("T");
    return clock !== undefined && day === now().toISOString().slice(0, day?.length) ? clock : time;
  };
  return columns.map((column) =>
    column.title === "TIME" ? { ...column, cell: (line) => shorten(column.cell(line)) } : column,
  );
}

/** @param seconds since 1970 */
function timeOf(seconds: unknown): Cell {
  if (typeof seconds !== "number") return undefined;
  return new Date(seconds * 1_000).toISOString().replace(/\.\d+Z$/, "Z");
}
