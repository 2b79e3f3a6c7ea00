import { useMemo } from "preact/hooks";
import type { CertificateRow } from "../../src/page/model.js";
import { useLive } from "../live/live.js";
import { Filter } from "../parts/filter.js";
import { Empty } from "../parts/says.js";
import { countStates, lostWithout, matches, usersOf, worstFirst } from "../records/certificate-order.js";
import { CertificateTable } from "../records/certificate-table.js";
import { IssueForm } from "../records/issue-form.js";
import { RoleNote, useAsk } from "../records/use-ask.js";
import { useQuery } from "../route.js";
import { useSession } from "../session.js";

export function Certificates() {
  const { certificates: rows, domains } = useLive();
  const { may, info } = useSession();
  const [filter, setFilter] = useQuery("filter");
  const [ask, dialog] = useAsk();
  const routed = useMemo(() => [...domains.values()].flatMap(({ names }) => names), [domains]);
  const users = useMemo(() => usersOf(rows ?? [], routed), [rows, routed]);
  const isAdmin = may("admin");

  const renew = (row: CertificateRow) =>
    ask({
      title: `Renew the certificate ${row.name}`,
      verb: "Renew",
      role: "admin",
      tool: "haproxy_renew_cert",
      arguments: { domain: row.name, ...(row.state === "valid" && { force: true }) },
      children: row.state === "valid" && (
        <p class="tone-warn">It is not due yet. A CA allows few renewals before the time.</p>
      ),
    });
  const remove = (row: CertificateRow) => {
    const lost = lostWithout(rows ?? [], row, users.get(row.name) ?? []);
    ask({
      title: `Delete the certificate ${row.name}`,
      verb: "Delete",
      role: "admin",
      tool: "haproxy_delete_cert",
      arguments: { domain: row.name },
      isDanger: true,
      typed: lost.length > 0 ? row.name : undefined,
      children: lost.length > 0 && (
        <p class="tone-bad">
          No other certificate is for {lost.join(", ")}: browsers will refuse the connection.
        </p>
      ),
    });
  };

  if (rows === undefined) return <Empty title="Waiting for the certificates…" />;
  const shown = worstFirst(rows.filter((row) => matches(row, filter)));
  return (
    <>
      <div class="spread">
        <div class="row">
          <h1>Certificates ({rows.length})</h1>
          <p class="muted">{countStates(rows)}</p>
        </div>
        <div class="row screen">
          <Filter value={filter} by="name" onChange={setFilter} />
          {isAdmin && (
            <button
              type="button"
              onClick={() =>
                ask({
                  title: "Renew all certificates that are due",
                  verb: "Renew all",
                  role: "admin",
                  tool: "haproxy_renew_all_certs",
                  arguments: {},
                })
              }
            >
              Renew all that are due…
            </button>
          )}
        </div>
      </div>
      {dialog}
      {rows.length === 0 ? (
        <Empty title="No certificates yet: HAProxy serves plain HTTP.">
          <p>Issue one below, or put a PEM file (leaf, chain, key) into the certificate folder.</p>
        </Empty>
      ) : shown.length === 0 ? (
        <Empty title={`No certificate matches "${filter}".`} />
      ) : (
        <CertificateTable rows={shown} users={users} actions={isAdmin ? { renew, remove } : undefined} />
      )}
      {isAdmin ? (
        <section class="stack">
          <h2>Issue a certificate</h2>
          <IssueForm
            routed={routed}
            onAsk={(given) =>
              ask({
                title: `Issue a certificate for ${given["domain"]}`,
                verb: "Issue",
                role: "admin",
                tool: "haproxy_issue_cert",
                arguments: given,
              })
            }
          />
        </section>
      ) : (
        <RoleNote
          needed="admin"
          own={info?.caller?.role}
          what="Issuing, renewing and deleting certificates"
        />
      )}
    </>
  );
}
