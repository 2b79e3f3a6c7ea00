import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { DomainRow } from "../../src/page/model.js";
import type { CallResult } from "../call.js";
import { useLive } from "../live/live.js";
import { certificateFinder } from "../overview/certificate-of.js";
import { upOf } from "../overview/problems.js";
import { daysLeft, plural } from "../parts/formats.js";
import { Empty } from "../parts/says.js";
import { State } from "../parts/state.js";
import { Time } from "../parts/time.js";
import { domainPath } from "../paths.js";
import { ChangeTable } from "../records/change-table.js";
import { undoOf } from "../records/change-words.js";
import { Link } from "../route.js";
import { useSession } from "../session.js";
import type { Asked } from "./domain/asked.js";
import { ChangeDialog } from "./domain/change-dialog.js";
import { Charts } from "./domain/charts.js";
import { findDomain } from "./domain/find-domain.js";
import { Missing, NameLinks } from "./domain/missing.js";
import { Servers } from "./domain/servers.js";
import { WholeDomain } from "./domain/whole-domain.js";

const CHANGES = 5;

/** One domain: its servers, what they do now, and what can be done. */
export function Domain({ domain }: { domain: string }) {
  const { domains, haproxy } = useLive();
  const [removed, setRemoved] = useState("");
  const row = findDomain(domains.values(), domain);
  if (row !== undefined) return <Known domain={domain} row={row} onRemoved={setRemoved} />;
  return haproxy === undefined ? <h1>{domain}</h1> : <Missing domain={domain} removed={removed} />;
}

interface KnownProps {
  readonly domain: string;
  readonly row: DomainRow;
  /** With what the page shows once the domain is gone. */
  onRemoved(text: string): void;
}

function Known({ domain, row, onRemoved }: KnownProps) {
  const live = useLive();
  const { may, info } = useSession();
  const [asked, ask] = useState<Asked>();
  const [said, say] = useState<CallResult>();
  const heading = useFocusKept();
  const numbers = live.now(row.pool);
  const all = live.changes ?? [];
  const changes = all.filter(({ domains }) => domains.some((name) => row.names.includes(name)));
  const canChange = may("operate", "haproxy_set_server_state");
  const others = row.names.filter((name) => name !== domain);
  return (
    <>
      <section class="tight">
        <div class="spread">
          <h1 ref={heading} tabIndex={-1}>
            {domain} <State status={row.status} />
          </h1>
          <Link to={domainPath(domain, "requests")} class="button screen">
            Live requests
          </Link>
        </div>
        <Facts domain={domain} row={row} />
        {others.length > 0 && (
          <p class="muted">
            Same servers as <NameLinks names={others} />: a change of a server here changes{" "}
            {others.length === 1 ? "it" : "them"} too.
          </p>
        )}
        <p role="status" class={`said tone-${said?.result["warning"] ? "warn" : "ok"}`}>
          {said?.text}
        </p>
      </section>
      <Charts series={live.series(row.pool)} changes={changes} />
      <section>
        <div class="spread">
          <h2>Servers ({row.servers.length})</h2>
          {canChange && (
            <button type="button" class="screen" onClick={() => ask({ kind: "add" })}>
              Add servers…
            </button>
          )}
        </div>
        {row.servers.length === 0 ? (
          <Empty title={`Requests for ${domain} get 503 until it has a server.`} />
        ) : (
          <Servers row={row} numbers={numbers} canChange={canChange} ask={ask} />
        )}
        {!canChange && <p class="muted">Changes need the role operate; yours is {info?.caller?.role}.</p>}
      </section>
      <section>
        <h2>Last changes</h2>
        {changes.length === 0 && <p class="muted">None of the last {all.length} is about this domain.</p>}
        {changes.length > 0 && (
          <ChangeTable
            rows={changes.slice(0, CHANGES)}
            all={all}
            undoer={info?.caller}
            onUndo={(change) => ask({ kind: "undo", dialog: undoOf(change, info?.caller) })}
          />
        )}
        <p class="screen">
          <Link to={`/ui/activity?domain=${encodeURIComponent(domain)}`}>All changes of {domain}</Link>
        </p>
      </section>
      {canChange && <WholeDomain row={row} domain={domain} ask={ask} />}
      {asked !== undefined && (
        <ChangeDialog
          asked={asked}
          domain={domain}
          row={row}
          numbers={numbers}
          onDone={(result) => {
            say(result);
            ask(undefined);
            if (asked.kind === "remove-domain") onRemoved(result.text);
          }}
          onClose={() => ask(undefined)}
        />
      )}
    </>
  );
}

function Facts({ domain, row }: { domain: string; row: DomainRow }) {
  const { servers, since } = row;
  const { certificates } = useLive();
  const find = useMemo(() => certificateFinder(certificates ?? []), [certificates]);
  const certificate = find([domain]);
  return (
    <p>
      {upOf(row)} of {plural(servers.length, "server")} up
      {since !== undefined && (
        <>
          {" · since "}
          <Time iso={since} />
        </>
      )}
      {certificates !== undefined && (
        <>
          {" · "}
          <Link to="/ui/certificates">
            {certificate === undefined
              ? "no certificate covers it"
              : `certificate ${daysLeft(certificate.days_left)}`}
          </Link>
        </>
      )}
    </p>
  );
}

/** When what had the focus is gone, as a button of a removed row, the focus goes to the heading and not to nowhere. */
function useFocusKept() {
  const heading = useRef<HTMLHeadingElement>(null);
  const last = useRef<Element | null>(null);
  useEffect(() => {
    const { activeElement, body } = document;
    if (activeElement === body && last.current?.isConnected === false) heading.current?.focus();
    last.current = document.activeElement;
  });
  return heading;
}
