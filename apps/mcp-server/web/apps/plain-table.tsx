import type { Column } from "../parts/table.js";

interface PlainTableProps<Row> {
  /** What a screen reader calls it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  keyOf(row: Row): string;
  classOf?(row: Row): string;
}

/** The columns of the page, without what a result of 18 KB needs not: sorting, keys, and rows that come and go. */
export function PlainTable<Row>({ label, columns, rows, keyOf, classOf }: PlainTableProps<Row>) {
  return (
    <div class="table stacked">
      <table aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ id, title, isNumber }) => (
              <th key={id} class={isNumber ? "num" : ""}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} class={classOf?.(row)}>
              {columns.map(({ id, title, isNumber, cell }) => (
                <td key={id} class={isNumber ? "num" : ""} data-title={title}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
