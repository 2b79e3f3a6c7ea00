/** The part of a long list that is in view. */
export interface Part {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** Rows that a table shows whole. */
export const WHOLE = 200;
const AROUND = 12;

/**
 * @param top - pixels between the top of the window and that of the first row, negative when it is scrolled away
 */
export function partInView(count: number, rowHeight: number, top: number, viewHeight: number): Part {
  const from = Math.max(0, Math.min(count, Math.floor(-top / rowHeight)) - AROUND);
  const to = Math.min(count, Math.ceil((viewHeight - top) / rowHeight) + AROUND);
  return { from, to: Math.max(to, Math.min(count, from + AROUND)) };
}

/** The rows in the order that `before` has, and those that it lacks at the end. */
export function keepOrder<Row>(
  rows: readonly Row[],
  before: readonly string[],
  keyOf: (row: Row) => string,
): readonly Row[] {
  const places = new Map(before.map((key, place) => [key, place]));
  const placeOf = (row: Row) => places.get(keyOf(row)) ?? before.length;
  return [...rows].sort((a, b) => placeOf(a) - placeOf(b));
}

/** @param by - of a column; texts are compared in alphabetical order, numbers in them as numbers */
export function sortRows<Row>(
  rows: readonly Row[],
  by: (row: Row) => number | string | null | undefined,
  isDescending: boolean,
): readonly Row[] {
  const sign = isDescending ? -1 : 1;
  const known = rows.map((row) => ({ row, value: by(row) }));
  return known.sort((a, b) => compare(a.value, b.value, sign)).map(({ row }) => row);
}

/** What is not known comes last, either way. */
function compare(a: number | string | null | undefined, b: typeof a, sign: number): number {
  if (a == null || b == null) return Number(a == null) - Number(b == null);
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  return sign * String(a).localeCompare(String(b), "en", { numeric: true });
}
