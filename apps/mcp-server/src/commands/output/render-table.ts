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
  const table = createTable(columns);
  const rows = table.rows(items, screen);
  return table.titles(screen) + rows;
}

/** Its rows come bit by bit, and its columns grow with them. */
export interface Table<Item> {
  titles(screen: Screen): string;
  rows(items: readonly Item[], screen: Screen): string;
}

export function createTable<Item>(columns: readonly Column<Item>[]): Table<Item> {
  const natural = columns.map(({ title }) => title.length);
  const last = columns.length - 1;
  const line = (
    texts: readonly string[],
    { width }: Screen,
    colour: (text: string, index: number) => string,
  ) => {
    const widths = fit(natural, width, (index) =>
      columns[index]?.isState ? (natural[index] ?? 0) : MIN_WIDTH,
    );
    const cells = texts.map((text, index) => {
      const short = cut(text, widths[index] ?? 0);
      return colour(index === last ? short : pad(short, widths[index] ?? 0), index);
    });
    return `${cells.join(GAP).trimEnd()}\n`;
  };
  return {
    titles: (screen) =>
      line(
        columns.map(({ title }) => title),
        screen,
        (text) => text,
      ),
    rows(items, screen) {
      const rows = items.map((item) => columns.map((column) => shownIn(column, column.cell(item), screen)));
      for (const row of rows)
        row.forEach((text, index) => {
          natural[index] = Math.max(natural[index] ?? 0, lengthOf(text));
        });
      const colourOf = (item: Item) => (text: string, index: number) => {
        const { isState = false, cell } = columns[index] as Column<Item>;
        return isState && screen.hasColours ? coloured(text, textOf(cell(item))) : text;
      };
      return items.map((item, at) => line(rows[at] ?? [], screen, colourOf(item))).join("");
    },
  };
}

function shownIn<Item>({ isState = false }: Column<Item>, cell: Cell, { hasShapes }: Screen): string {
  const text = oneLine(textOf(cell));
  return isState && hasShapes ? withShape(text) : text;
}

/**
 * Cuts the widest columns until all fit, none of them below its minimum where there is room. The first has the names that other
 * commands take: it is cut last.
 *
 * @param leastOf the least that a column is cut to
 */
function fit(
  [first = 0, ...others]: readonly number[],
  width: number | undefined,
  leastOf: (index: number) => number,
): readonly number[] {
  if (width === undefined) return [first, ...others];
  const room = width - GAP.length * others.length;
  const cutOthers = shrink(others, room - first, (index) => leastOf(index + 1));
  const all = [...shrink([first], room - sum(cutOthers), leastOf), ...cutOthers];
  return shrink(all, room, () => 1);
}

function shrink(
  natural: readonly number[],
  room: number,
  leastOf: (index: number) => number,
): readonly number[] {
  const widths = [...natural];
  for (let over = sum(widths) - room; over > 0; over -= 1) {
    const widest = widths.reduce(
      (best, width, index) => (width > leastOf(index) && width >= (widths[best] ?? 0) ? index : best),
      -1,
    );
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
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
