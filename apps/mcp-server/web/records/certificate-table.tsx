import type { CertificateRow } from "../../src/page/model.js";
import { lookOf } from "../parts/states.js";
import { type Column, Table } from "../parts/table.js";
import { CERTIFICATE_COLUMNS } from "./certificate-columns.js";
import { lookedAt } from "./certificate-order.js";
import { DomainLinks } from "./domain-links.js";

interface CertificateTableProps {
  /** In the order to show. */
  readonly rows: readonly CertificateRow[];
  /** By the certificate's name, the domains that get it; `undefined` where the domains are not known. */
  readonly users?: ReadonlyMap<string, readonly string[]> | undefined;
  readonly actions?: { renew(row: CertificateRow): void; remove(row: CertificateRow): void } | undefined;
}

type Cells = readonly Column<CertificateRow>[];

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
            cell: ({ name }) => <DomainLinks names={users.get(name) ?? []} ifNone="no domain here" />,
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
                <button type="button" aria-label={`Delete ${row.name}`} onClick={() => actions.remove(row)}>
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
      columns={[...CERTIFICATE_COLUMNS, ...usedBy, ...buttons]}
      rows={rows}
      keyOf={({ name, file = "" }) => `${name} ${file}`}
    />
  );
}
