import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useQuery } from "../route.js";
import { useKeys } from "./keys.js";
import { keepOrder, partInView, sortRows, WHOLE } from "./order.js";

export interface Column<Row> {
  /** In the query string: `?sort=requests`. */
  readonly id: string;
  readonly title: string;
  cell(row: Row): ComponentChildren;
  /** Makes it sortable. */
  by?(row: Row): number | string | null | undefined;
  /** Right-aligned; the first click shows the most. */
  readonly isNumber?: boolean | undefined;
  /** Not on narrow screens. */
  readonly isExtra?: boolean | undefined;
}

interface TableProps<Row> {
  /** What a screen reader calls it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  /** In the order that no sort shows. */
  readonly rows: readonly Row[];
  keyOf(row: Row): string;
  classOf?(row: Row): string | undefined;
  /** On phones, its cells one below the other, with their titles. */
  readonly isStacked?: boolean | undefined;
}

/**
 * A table whose order is in the query string. The order stays while the pointer or the focus is in the table; above 200 rows only those in
 * view are in the page. The keys j and k go from row to row by the first link or button of each.
 */
export function Table<Row>({ label, columns, rows, keyOf, classOf, isStacked }: TableProps<Row>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [sort, setSort] = useQuery("sort");
  const { sorted, held } = useOrder({ columns, rows, keyOf, sort });
  const { part, rowHeight, showAll } = usePart(sorted.length, body);
  useKeys({ j: () => step(body.current, 1), k: () => step(body.current, -1) });
  return (
    <>
      <div class={isStacked ? "table stacked" : "table"} {...held}>
        <table aria-label={label} aria-rowcount={rows.length + 1}>
          <thead>
            <tr>
              {columns.map((column) => (
                <Head key={column.id} column={column} sort={sort} onSort={setSort} />
              ))}
            </tr>
          </thead>
          <tbody ref={body}>
            <Space height={part.from * rowHeight} columns={columns.length} />
            {sorted.slice(part.from, part.to).map((row, index) => (
              <tr key={keyOf(row)} class={classOf?.(row)} aria-rowindex={part.from + index + 2}>
                {columns.map((column) => (
                  <td key={column.id} class={classesOf(column)} data-title={column.title}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            ))}
            <Space height={(sorted.length - part.to) * rowHeight} columns={columns.length} />
          </tbody>
        </table>
      </div>
      {showAll && (
        <p class="screen">
          <button type="button" onClick={showAll}>
            Show all {rows.length} rows at once
          </button>
        </p>
      )}
    </>
  );
}

function Head<Row>(props: { column: Column<Row>; sort: string; onSort(sort: string): void }) {
  const { column, sort, onSort } = props;
  const { id, title, by, isNumber } = column;
  if (by === undefined) return <th class={classesOf(column)}>{title}</th>;
  const [up, down] = [id, `-${id}`];
  const [first, second] = isNumber ? [down, up] : [up, down];
  const next = sort === first ? second : sort === second ? "" : first;
  const order = sort === up ? "ascending" : sort === down ? "descending" : undefined;
  return (
    <th class={classesOf(column)} aria-sort={order}>
      <button type="button" onClick={() => onSort(next)}>
        {title}
      </button>
    </th>
  );
}

function Space({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr class="space">
      <td colSpan={columns} style={{ height: `${height}px` }} />
    </tr>
  );
}

function classesOf({ isNumber, isExtra }: Column<never>): string {
  return `${isNumber ? "num" : ""} ${isExtra ? "extra" : ""}`;
}

function useOrder<Row>(
  props: Pick<TableProps<Row>, "columns" | "rows" | "keyOf"> & { readonly sort: string },
) {
  const { columns, rows, keyOf, sort } = props;
  const kept = useRef({ sort, order: [] as readonly string[] });
  const [inside, setInside] = useState({ pointer: false, focus: false });
  const by = columns.find(({ id }) => id === sort.replace(/^-/, ""))?.by;
  const isHeld = (inside.pointer || inside.focus) && kept.current.sort === sort;
  const sorted = isHeld
    ? keepOrder(rows, kept.current.order, keyOf)
    : by === undefined
      ? rows
      : sortRows(rows, by, sort.startsWith("-"));
  kept.current = { sort, order: sorted.map(keyOf) };
  const held = {
    onPointerEnter: () => setInside((was) => ({ ...was, pointer: true })),
    onPointerLeave: () => setInside((was) => ({ ...was, pointer: false })),
    onFocusIn: () => setInside((was) => ({ ...was, focus: true })),
    onFocusOut: () => setInside((was) => ({ ...was, focus: false })),
  };
  return { sorted, held };
}

function usePart(count: number, body: { readonly current: HTMLTableSectionElement | null }) {
  const [isWhole, setWhole] = useState(false);
  const [place, setPlace] = useState({ top: 0, height: 900, rowHeight: 36 });
  const isLong = count > WHOLE && !isWhole;
  useEffect(() => {
    if (!isLong) return;
    const rows = [...(body.current?.rows ?? [])].filter((row) => row.className !== "space");
    const rowHeight = rows.reduce((sum, row) => sum + row.offsetHeight, 0) / rows.length || 36;
    const measure = () => {
      const top = Math.round(body.current?.getBoundingClientRect().top ?? 0);
      setPlace({ top, height: innerHeight, rowHeight });
    };
    const print = () => setWhole(true);
    measure();
    addEventListener("scroll", measure, { passive: true });
    addEventListener("resize", measure);
    addEventListener("beforeprint", print);
    return () => {
      removeEventListener("scroll", measure);
      removeEventListener("resize", measure);
      removeEventListener("beforeprint", print);
    };
  }, [isLong]);
  const { top, height, rowHeight } = place;
  const part = isLong ? partInView(count, rowHeight, top, height) : { from: 0, to: count };
  return { part, rowHeight, showAll: isLong ? () => setWhole(true) : undefined };
}

/** In the table that has the focus, or in the first one. */
function step(body: HTMLElement | null, by: 1 | -1) {
  const table = document.activeElement?.closest("table") ?? document.querySelector(".table table");
  if (body?.closest("table") !== table) return;
  const rows = [...(body?.querySelectorAll("tr:not(.space)") ?? [])];
  const current = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[current === -1 && by === -1 ? rows.length - 1 : current + by];
  const target = next?.querySelector<HTMLElement>("a,button");
  target?.focus();
}
