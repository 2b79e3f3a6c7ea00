import type { CertificateRow } from "../../src/page/model.js";
import { daysLeft } from "../parts/formats.js";
import { State } from "../parts/state.js";
import { type Column, Table } from "../parts/table.js";
import { Time } from "../parts/time.js";
import { managerOf, servedInWords } from "./certificate-order.js";
import { Names } from "./names.js";

interface CertificateTableProps {
  /** In the order to show. */
  readonly rows: readonly CertificateRow[];
  /** By the certificate's name, the domains that get it; `undefined` where the domains are not known. */
  readonly users?: ReadonlyMap<string, readonly string[]> | undefined;
  readonly actions?: { renew(row: CertificateRow): void; remove(row: CertificateRow): void } | undefined;
}

type Cells = readonly Column<CertificateRow>[];

const COLUMNS: Cells = [
  {
    id: "name",
    title: "Names",
    by: ({ name }) => name,
    cell: ({ name, names, last_error }) => (
      <>
        <strong>{name}</strong> <Names names={names.filter((one) => one !== name)} />
        {last_error !== undefined && <div class="tone-warn">Last error: {last_error}</div>}
      </>
    ),
  },
  { id: "state", title: "State", by: ({ state }) => state, cell: ({ state }) => <State status={state} /> },
  {
    id: "days",
    title: "Days left",
    isNumber: true,
    by: ({ days_left }) => days_left,
    cell: ({ days_left }) => daysLeft(days_left),
  },
  {
    id: "until",
    title: "Not after (UTC)",
    by: ({ not_after }) => not_after,
    cell: ({ not_after }) => <Time iso={not_after} isPlain />,
  },
  {
    id: "issuer",
    title: "Issuer",
    isExtra: true,
    by: ({ issuer }) => issuer,
    cell: ({ issuer }) => issuer ?? "–",
  },
  { id: "managed", title: "Managed by", isExtra: true, by: managerOf, cell: managerOf },
  {
    id: "renewal",
    title: "Next renewal (UTC)",
    by: ({ renew_at }) => renew_at,
    cell: ({ renew_at, managed }) => (managed ? <Time iso={renew_at} /> : "none"),
  },
  {
    id: "served",
    title: "Same in memory as on disk",
    by: ({ served }) => served,
    cell: (row) => (
      <span class={row.served === "no" || row.conflicts !== undefined ? "tone-warn" : ""}>
        {servedInWords(row)}
      </span>
    ),
  },
];

/** The same on the page and in the view of MCP hosts. */
export function CertificateTable({ rows, users, actions }: CertificateTableProps) {
  const usedBy: Cells =
    users === undefined
      ? []
      : [
          {
            id: "users",
            title: "Used for",
            isExtra: true,
            by: ({ name }) => users.get(name)?.length ?? 0,
            cell: ({ name }) => <Names names={users.get(name) ?? []} isLinked ifNone="no domain here" />,
          },
        ];
  const buttons: Cells =
    actions === undefined
      ? []
      : [
          {
            id: "actions",
            title: "Actions",
            cell: (row) => (
              <div class="row screen">
                {row.managed && (
                  <button type="button" aria-label={`Renew ${row.name}`} onClick={() => actions.renew(row)}>
                    Renew…
                  </button>
                )}
                <button
                  type="button"
                  class="quiet"
                  aria-label={`Delete ${row.name}`}
                  onClick={() => actions.remove(row)}
                >
                  Delete…
                </button>
              </div>
            ),
          },
        ];
  return (
    <Table
      label="Certificates"
      columns={[...COLUMNS, ...usedBy, ...buttons]}
      rows={rows}
      keyOf={({ name, file = "" }) => `${name} ${file}`}
    />
  );
}
