import type { CertificateRow } from "../../src/page/model.js";
import { UNKNOWN, utc } from "../parts/formats.js";
import { State } from "../parts/state.js";
import { lookOf } from "../parts/states.js";
import { type Column, Table } from "../parts/table.js";
import { lookedAt, managerOf, servedInWords, stateInWords } from "./certificate-order.js";
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
    cell: ({ name, names, issuer, last_error }) => (
      <>
        <strong>{name}</strong> <Names names={names.filter((one) => one !== name)} />
        {issuer !== undefined && <small class="line">from {issuer}</small>}
        {last_error !== undefined && <div class="tone-warn">Last error: {last_error}</div>}
      </>
    ),
  },
  {
    id: "days",
    title: "Days left",
    by: ({ days_left }) => days_left,
    cell: (row) => <State status={lookedAt(row)} word={stateInWords(row)} />,
  },
  {
    id: "until",
    title: "Not after (UTC)",
    by: ({ not_after }) => not_after,
    cell: ({ not_after }) => <Moment iso={not_after} />,
  },
  {
    id: "renewal",
    title: "Renewal",
    isExtra: true,
    by: ({ renew_at }) => renew_at,
    cell: (row) => (
      <>
        {managerOf(row)}
        {row.managed && row.renew_at !== undefined && (
          <small class="line">
            next <Moment iso={row.renew_at} /> UTC
          </small>
        )}
      </>
    ),
  },
  {
    id: "served",
    title: "In memory as on disk",
    by: ({ served }) => served,
    cell: (row) => (
      <span class={row.served === "no" || row.conflicts !== undefined ? "tone-warn" : ""}>
        {servedInWords(row)}
      </span>
    ),
  },
];

/** With its day, whichever it is. */
function Moment({ iso }: { iso: string | undefined }) {
  const at = Date.parse(iso ?? "");
  return Number.isNaN(at) ? <span>{UNKNOWN}</span> : <time dateTime={iso}>{utc(at)}</time>;
}

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
              <div class="row tight screen">
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
      isStacked
      classOf={(row) => `edge-${lookOf(lookedAt(row))[0]}`}
      columns={[...COLUMNS, ...usedBy, ...buttons]}
      rows={rows}
      keyOf={({ name, file = "" }) => `${name} ${file}`}
    />
  );
}
