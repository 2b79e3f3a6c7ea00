import type { CertificateRow } from "../../src/page/model.js";
import { Empty } from "../parts/says.js";
import { lookOf } from "../parts/states.js";
import { CERTIFICATE_COLUMNS } from "../records/certificate-columns.js";
import { countStates, lookedAt, worstFirst } from "../records/certificate-order.js";
import { PlainTable } from "./plain-table.js";
import { type Shown, showView } from "./show-view.js";

function Certificates({ data }: Shown) {
  const rows = (data["certificates"] ?? []) as readonly CertificateRow[];
  const total = Number(data["total"] ?? rows.length);
  return (
    <>
      <div class="spread">
        <h1>Certificates ({total})</h1>
        <p class="muted">{countStates(rows)}</p>
      </div>
      {rows.length === 0 ? (
        <Empty title="No certificates: HAProxy serves plain HTTP." />
      ) : (
        <PlainTable
          label="Certificates"
          columns={CERTIFICATE_COLUMNS}
          rows={worstFirst(rows)}
          keyOf={({ name, file = "" }) => `${name} ${file}`}
          classOf={(row) => `edge-${lookOf(lookedAt(row))[0]}`}
        />
      )}
      {rows.length < total && <p class="muted">{rows.length} of them are shown.</p>}
    </>
  );
}

showView("certificates", "haproxy_list_certs", Certificates);
