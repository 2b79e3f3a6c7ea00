import { useState } from "preact/hooks";
import type { DomainRow } from "../../src/page/model.js";
import { formatEndpoint } from "../actions/endpoint.js";
import { useCall } from "../call.js";
import { nameOf, upOf, worstFirst } from "../overview/problems.js";
import { useAction } from "../parts/action.js";
import { Busy, Failure } from "../parts/says.js";
import { State } from "../parts/state.js";
import { lookOf } from "../parts/states.js";
import type { Column } from "../parts/table.js";
import { Names } from "../records/names.js";
import { countsIn, type HealthResult, problemsIn, verdictOf } from "./health-problems.js";
import { PlainTable } from "./plain-table.js";
import { type Shown, showView } from "./show-view.js";
import { type HealthOfServer, toDomainRows } from "./shown-domains.js";

/** As many as one result holds. */
const SERVERS = 500;
const TAKES_REQUESTS: readonly string[] = ["UP", "NO CHECK", "CHECKING"];

function Overview({ data, text, canCall }: Shown) {
  const health = data as unknown as HealthResult;
  const [status, words] = verdictOf(health);
  const problems = problemsIn(health);
  const counts = countsIn(health);
  return (
    <>
      <div class="spread">
        <h1 class="verdict">
          <State status={status} word={words} />
        </h1>
        {counts !== "" && <p class="muted">Domains: {counts}</p>}
      </div>
      <ul class="cards">
        {problems.map(({ title, details, advice }) => (
          <li key={title} class="card edge-warn">
            <State status="error" word={title} />
            {details.map((detail) => (
              <p key={detail}>{detail}</p>
            ))}
            {advice !== undefined && <p class="muted">{advice}</p>}
          </li>
        ))}
      </ul>
      {canCall && counts !== "" && <Domains />}
      <details>
        <summary>Everything that was checked</summary>
        <pre>{text}</pre>
      </details>
    </>
  );
}

const COLUMNS: readonly Column<DomainRow>[] = [
  {
    id: "domain",
    title: "Domain",
    by: nameOf,
    cell: (row) => (
      <>
        <strong>{nameOf(row)}</strong> <Names names={row.names.slice(1)} />
      </>
    ),
  },
  { id: "health", title: "Health", cell: ({ status }) => <State status={status} /> },
  {
    id: "servers",
    title: "Servers up",
    isNumber: true,
    by: (row) => upOf(row) / row.servers.length,
    cell: (row) => `${upOf(row)}/${row.servers.length}`,
  },
  { id: "why", title: "Not up", cell: ({ servers }) => <NotUp servers={servers} /> },
];

/** Each server that takes no requests, with its check. */
function NotUp({ servers }: Pick<DomainRow, "servers">) {
  const down = servers.filter(({ status }) => !TAKES_REQUESTS.includes(status));
  return (
    <ul class="bare">
      {down.map(({ name, ip, port, status, check }) => (
        <li key={name}>
          <State status={status} /> {formatEndpoint(ip, port)} <small>{check}</small>
        </li>
      ))}
    </ul>
  );
}

/** Every domain with servers, on demand: a host may ask its user about each call. */
function Domains() {
  const [servers, setServers] = useState<readonly HealthOfServer[]>([]);
  const [cursor, setCursor] = useState<string>();
  const [at, setAt] = useState(0);
  const action = useAction();
  const call = useCall();
  const more = () =>
    action.run(async (options) => {
      const given = { limit: SERVERS, ...(cursor !== undefined && { cursor }) };
      const { result } = await call("haproxy_get_server_health", given, options);
      setServers((was) => [...was, ...((result["servers"] ?? []) as readonly HealthOfServer[])]);
      setCursor(result["next_cursor"] as string | undefined);
      setAt(Date.now());
    });
  const rows = worstFirst(toDomainRows(servers, at));
  const isFirst = servers.length === 0;
  return (
    <section class="stack">
      {!isFirst && (
        <PlainTable
          label="Domains"
          columns={COLUMNS}
          rows={rows}
          keyOf={({ pool }) => String(pool)}
          classOf={({ status }) => `edge-${lookOf(status)[0]}`}
        />
      )}
      <Failure failure={action.failure} />
      {(isFirst || cursor !== undefined) && (
        <div class="row">
          <button type="button" onClick={more} aria-disabled={action.isBusy}>
            {isFirst ? "Show the domains" : "Show more"}
          </button>
          <Busy action={action} />
        </div>
      )}
    </section>
  );
}

showView("overview", "haproxy_health", Overview);
