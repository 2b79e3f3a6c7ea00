import type { CertificateRow } from "../../src/page/model.js";
import { Empty } from "../parts/says.js";
import { countStates, worstFirst } from "../records/certificate-order.js";
import { CertificateTable } from "../records/certificate-table.js";
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
        <CertificateTable rows={worstFirst(rows)} />
      )}
      {rows.length < total && <p class="muted">{rows.length} of them are shown.</p>}
    </>
  );
}

showView("certificates", [{ tool: "haproxy_list_certs", Content: Certificates }]);
