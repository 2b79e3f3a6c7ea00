import { type Cell, type Column, coloured, oneLine, textOf, withShape } from "./cell.js";

/** Where a table is shown. */
export interface Screen {
  /** In columns. Absent where nothing is cut: no terminal, or `--wide`. */
  readonly width?: number | undefined;
  /** Whether states have a shape: in a terminal. */
  readonly hasShapes: boolean;
  readonly hasColours: boolean;
}

const GAP = "  ";
/** The least that a column is cut to. */
const MIN_WIDTH = 8;
const CUT = "…";

/** A line for the titles, and one for each item. */
export function renderTable<Item>(
  columns: readonly Column<Item>[],
  items: readonly Item[],
  screen: Screen,
): string {
  const rows = items.map((item) => columns.map((column) => shownIn(column, column.cell(item), screen)));
  const natural = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => lengthOf(row[index] ?? ""))),
  );
  const widths = fit(natural, screen.width);
  const last = columns.length - 1;
  const line = (texts: readonly string[], colour: (text: string, index: number) => string) =>
    texts
      .map((text, index) => {
        const short = cut(text, widths[index] ?? 0);
        return colour(index === last ? short : pad(short, widths[index] ?? 0), index);
      })
      .join(GAP)
      .trimEnd();
  const lines = [
    line(
      columns.map(({ title }) => title),
      (text) => text,
    ),
    ...items.map((item, at) =>
      line(rows[at] ?? [], (text, index) => {
        const { isState = false, cell } = columns[index] as Column<Item>;
        return isState && screen.hasColours ? coloured(text, textOf(cell(item))) : text;
      }),
    ),
  ];
  return lines.map((text) => `${text}\n`).join("");
}

function shownIn<Item>({ isState = false }: Column<Item>, cell: Cell, { hasShapes }: Screen): string {
  const text = oneLine(textOf(cell));
  return isState && hasShapes ? withShape(text) : text;
}

/** Cuts the widest columns until all fit, none of them below its minimum. */
function fit(natural: readonly number[], width: number | undefined): readonly number[] {
  const widths = [...natural];
  if (width === undefined) return widths;
  const room = width - GAP.length * (widths.length - 1);
  for (let over = sum(widths) - room; over > 0; over -= 1) {
    const widest = Math.max(...widths);
    if (widest <= MIN_WIDTH) break;
    widths[widths.lastIndexOf(widest)] = widest - 1;
  }
  return widths;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function cut(text: string, width: number): string {
  return lengthOf(text) <= width ? text : [...text].slice(0, width - 1).join("") + CUT;
}

function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - lengthOf(text)));
}

/** In characters. Names and addresses of HAProxy have none of double width. */
function lengthOf(text: string): number {
  return [...text].length;
}
