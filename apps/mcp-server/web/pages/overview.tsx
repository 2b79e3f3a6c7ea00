import { useMemo } from "preact/hooks";
import type { DomainRow } from "../../src/page/model.js";
import { useLive } from "../live/live.js";
import { Attention } from "../overview/attention.js";
import { DomainsTable } from "../overview/domains-table.js";
import { LastChanges } from "../overview/last-changes.js";
import { isProblem, problemsOf, verdictOf, worstFirst } from "../overview/problems.js";
import { Filter } from "../parts/filter.js";
import { Empty } from "../parts/says.js";
import { State } from "../parts/state.js";
import { Link, useQuery } from "../route.js";
import { useSession } from "../session.js";

/** Is anything down, which domain, since when, and why. */
export function Overview() {
  const { domains, certificates, findings, changes, haproxy } = useLive();
  const { may } = useSession();
  const sorted = useMemo(() => worstFirst(domains.values()), [domains]);
  const [verdict, problems] = useMemo(() => {
    const known = { domains, certificates, findings };
    return [verdictOf(known), problemsOf(known)];
  }, [domains, certificates, findings]);
  if (haproxy === undefined) return <h1>Reading HAProxy…</h1>;
  return (
    <>
      <div class="spread">
        <h1 class="verdict">
          <State status={verdict.status} word={haproxy.isUp ? verdict.text : `Last known: ${verdict.text}`} />
        </h1>
        {may("operate", "haproxy_add_domain") && (
          <Link to="/ui/add" class="button primary">
            Add a domain
          </Link>
        )}
      </div>
      <Attention problems={problems} />
      {sorted.length > 0 ? <Domains rows={sorted} /> : <NoDomains />}
      <LastChanges changes={changes} />
    </>
  );
}

function Domains({ rows }: { rows: readonly DomainRow[] }) {
  const [text, setText] = useQuery("q");
  const [only, setOnly] = useQuery("only");
  const wanted = text.trim().toLowerCase();
  const shown = rows.filter(
    (row) => (only === "" || isProblem(row)) && (wanted === "" || textOf(row).includes(wanted)),
  );
  return (
    <section>
      <div class="spread">
        <h2>Domains ({shown.length === rows.length ? rows.length : `${shown.length} of ${rows.length}`})</h2>
        <div class="row screen">
          <label>
            <input
              type="checkbox"
              checked={only !== ""}
              onChange={({ currentTarget }) => setOnly(currentTarget.checked ? "problems" : "")}
            />{" "}
            Only problems
          </label>
          <Filter value={text} by="name or address" onChange={setText} />
        </div>
      </div>
      {shown.length > 0 ? (
        <DomainsTable rows={shown} />
      ) : (
        <Empty title={wanted === "" ? "No domain has a problem" : `No domain matches “${text}”`} />
      )}
    </section>
  );
}

function NoDomains() {
  const { haproxy } = useLive();
  return (
    <Empty title="HAProxy routes no domain yet">
      <p>
        <Link to="/ui/add">Add a domain</Link>, or ask an agent: “add shop.example.com with 10.0.0.11:80”.
        This server manages the HAProxy at {haproxy?.target}.
      </p>
    </Empty>
  );
}

function textOf({ names, servers }: DomainRow): string {
  return [...names, ...servers.map(({ ip, port }) => `${ip}:${port}`)].join(" ").toLowerCase();
}
