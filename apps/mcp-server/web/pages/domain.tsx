import { useEffect, useRef, useState } from "preact/hooks";
import type { DomainRow } from "../../src/page/model.js";
import { useLive } from "../live/live.js";
import { daysLeft, plural } from "../parts/formats.js";
import { Empty } from "../parts/says.js";
import { State } from "../parts/state.js";
import { Time } from "../parts/time.js";
import { domainPath } from "../paths.js";
import { Link } from "../route.js";
import { useSession } from "../session.js";
import type { Asked } from "./domain/asked.js";
import { ChangeDialog } from "./domain/change-dialog.js";
import { Charts } from "./domain/charts.js";
import { certificateOf, findDomain, nearestNames } from "./domain/find-domain.js";
import { LastChanges } from "./domain/last-changes.js";
import { Servers } from "./domain/servers.js";

const CHANGES = 5;

export function Domain({ domain }: { domain: string }) {
  const { domains, haproxy, connection } = useLive();
  const row = findDomain(domains.values(), domain);
  const [removed, setRemoved] = useState("");
  if (row !== undefined) return <Known domain={domain} row={row} onRemoved={setRemoved} />;
  if (haproxy === undefined && connection === "connecting")
    return (
      <>
        <h1>{domain}</h1>
        <p class="muted">Waiting for the first numbers…</p>
      </>
    );
  return <Missing domain={domain} removed={removed} />;
}

interface KnownProps {
  readonly domain: string;
  readonly row: DomainRow;
  /** Says what the page shows once the domain is gone. */
  onRemoved(text: string): void;
}

function Known({ domain, row, onRemoved }: KnownProps) {
  const live = useLive();
  const { may } = useSession();
  const [asked, ask] = useState<Asked>();
  const [said, say] = useState("");
  const heading = useFocusKept();
  const numbers = live.now(row.pool);
  const changes = (live.changes ?? []).filter(({ domains }) =>
    domains.some((name) => row.names.includes(name)),
  );
  const canChange = may("operate", "haproxy_set_server_state");
  const others = row.names.filter((name) => name !== domain);
  return (
    <>
      <div class="spread">
        <h1 ref={heading} tabIndex={-1}>
          {domain} <State status={row.status} />
        </h1>
        <div class="row screen">
          <Link to={domainPath(domain, "requests")}>Live requests</Link>
          {canChange && <DomainButtons ask={ask} />}
        </div>
      </div>
      <p class="facts">
        <Facts domain={domain} row={row} />
      </p>
      {others.length > 0 && (
        <p class="muted">
          Same servers as{" "}
          {others.map((name, index) => (
            <span key={name}>
              {index > 0 && ", "}
              <Link to={domainPath(name)}>{name}</Link>
            </span>
          ))}
          : a change of a server here changes {others.length === 1 ? "it" : "them"} too.
        </p>
      )}
      <p role="status" class="said tone-ok">
        {said}
      </p>
      <Charts series={live.series(row.pool)} changes={changes} />
      <div class="spread">
        <h2>Servers ({row.servers.length})</h2>
        {canChange && (
          <button type="button" class="screen" onClick={() => ask({ kind: "add" })}>
            Add servers
          </button>
        )}
      </div>
      {row.servers.length === 0 ? (
        <Empty title="No servers">
          <p>Requests for {domain} get 503 until it has one.</p>
        </Empty>
      ) : (
        <Servers row={row} numbers={numbers} canChange={canChange} ask={ask} />
      )}
      {!canChange && <p class="muted">You may look: changes need the role operate.</p>}
      <h2>Last changes</h2>
      <LastChanges
        changes={changes.slice(0, CHANGES)}
        onUndo={may("operate", "haproxy_undo") ? ({ id }) => ask({ kind: "undo", change: id }) : undefined}
      />
      <Link to={`/ui/activity?domain=${encodeURIComponent(domain)}`}>All changes of {domain}</Link>
      {asked !== undefined && (
        <ChangeDialog
          asked={asked}
          domain={domain}
          row={row}
          numbers={numbers}
          onDone={({ text }) => {
            say(text);
            ask(undefined);
            if (asked.kind === "remove-domain") onRemoved(text);
          }}
          onClose={() => ask(undefined)}
        />
      )}
    </>
  );
}

function DomainButtons({ ask }: { ask(asked: Asked): void }) {
  return (
    <>
      <button type="button" onClick={() => ask({ kind: "domain-state", state: "ready" })}>
        Ready all
      </button>
      <button type="button" onClick={() => ask({ kind: "domain-state", state: "drain" })}>
        Drain all
      </button>
      <button type="button" onClick={() => ask({ kind: "domain-state", state: "maint" })}>
        Maint all
      </button>
      <button type="button" onClick={() => ask({ kind: "remove-domain" })}>
        Remove the domain
      </button>
    </>
  );
}

function Facts({ domain, row }: { domain: string; row: DomainRow }) {
  const { certificates } = useLive();
  const certificate = certificateOf(certificates ?? [], domain);
  const up = row.servers.filter(({ status }) => status === "UP" || status === "NO CHECK").length;
  return (
    <>
      {up} of {plural(row.servers.length, "server")} up
      {row.since !== undefined && (
        <>
          {" · since "}
          <Time iso={row.since} />
        </>
      )}
      {certificates !== undefined && (
        <>
          {" · "}
          <Link to={`/ui/certificates?filter=${encodeURIComponent(certificate?.name ?? domain)}`}>
            {certificate === undefined
              ? "no certificate covers it"
              : `certificate ${daysLeft(certificate.days_left)}`}
          </Link>
        </>
      )}
    </>
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

function Missing({ domain, removed }: { domain: string; removed: string }) {
  const { domains } = useLive();
  const { may } = useSession();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (removed !== "") heading.current?.focus();
  }, [removed]);
  const near = nearestNames(
    domain,
    [...domains.values()].flatMap(({ names }) => names),
  );
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {domain}
      </h1>
      <p role="status" class="said tone-ok">
        {removed}
      </p>
      <Empty title={`HAProxy routes no domain ${domain}.`}>
        {near.length > 0 && (
          <p>
            Did you mean{" "}
            {near.map((name, index) => (
              <span key={name}>
                {index > 0 && ", "}
                <Link to={domainPath(name)}>{name}</Link>
              </span>
            ))}
            ?
          </p>
        )}
        <p>
          <Link to="/ui/">All domains</Link>
          {may("operate", "haproxy_add_domain") && (
            <>
              {" · "}
              <Link to={`/ui/add?domain=${encodeURIComponent(domain)}`}>Add {domain}</Link>
            </>
          )}
        </p>
      </Empty>
    </>
  );
}
