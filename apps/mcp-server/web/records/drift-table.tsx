import type { DriftRow } from "../../src/page/model.js";
import { Copy } from "../parts/copy.js";
import { type Column, Table } from "../parts/table.js";
import { editInWords, inFile } from "./difference-words.js";
import { DomainLinks } from "./domain-links.js";

const nothing = <span class="muted">nothing</span>;

const COLUMNS: readonly Column<DriftRow>[] = [
  {
    id: "object",
    title: "What",
    by: ({ object }) => object,
    cell: ({ object, domains }) => (
      <>
        <strong>{domains.includes(object) ? <DomainLinks names={[object]} /> : object}</strong>
        <div>
          <DomainLinks names={domains.filter((name) => name !== object)} />
        </div>
      </>
    ),
  },
  { id: "recorded", title: "Recorded", cell: ({ recorded }) => recorded ?? nothing },
  { id: "running", title: "Running", cell: ({ running }) => running ?? nothing },
  { id: "file", title: "In file", cell: inFile },
  {
    id: "edit",
    title: "Edit to keep what runs",
    cell: (row) => (
      <>
        {editInWords(row)}
        {row.edit !== undefined && <Copy text={row.edit} what={`the text for ${row.object}`} />}
      </>
    ),
  },
];

export function DriftTable({ rows }: { rows: readonly DriftRow[] }) {
  return <Table label="Differences" isStacked columns={COLUMNS} rows={rows} keyOf={({ object }) => object} />;
}
