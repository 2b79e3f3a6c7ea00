import { useState } from "preact/hooks";
import type { RequestRow } from "../../src/page/model.js";
import { CallFailure } from "../call.js";
import { useLive } from "../live/live.js";
import { duration, UNKNOWN } from "../parts/formats.js";
import { Empty, Failure } from "../parts/says.js";
import { Time } from "../parts/time.js";
import { domainPath } from "../paths.js";
import { Link, useQuery } from "../route.js";
import { CLASSES, countClasses, filterRequests, toneOf } from "./requests-view.js";
import { useRequests } from "./use-requests.js";

/** The last requests of a domain. */
export function Requests({ domain }: { domain: string }) {
  const { isPaused: isAllPaused } = useLive();
  const [isPaused, pause] = useState(false);
  const { rows, failure } = useRequests(domain, isPaused || isAllPaused);
  const [status, setStatus] = useQuery("status");
  const [client, setClient] = useQuery("client");
  const shown = filterRequests(rows ?? [], { status, client });
  const counts = countClasses(rows ?? []);
  return (
    <>
      <div class="spread">
        <h1>
          Requests of <Link to={domainPath(domain)}>{domain}</Link>
        </h1>
        <button type="button" aria-pressed={isPaused} class="screen" onClick={() => pause(!isPaused)}>
          {isPaused ? "Resume" : "Pause"}
        </button>
      </div>
      <div class="row screen">
        <label class="field">
          Status
          <select value={status} onChange={(event) => setStatus(event.currentTarget.value)}>
            <option value="">All ({rows?.length ?? 0})</option>
            {CLASSES.map((one) => (
              <option key={one} value={one}>
                {one}xx ({counts[one] ?? 0})
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          Client
          <input
            type="search"
            value={client}
            placeholder="address, or a part of it"
            onInput={(event) => setClient(event.currentTarget.value)}
          />
        </label>
      </div>
      <Failure failure={failure && new CallFailure(failure)} />
      {rows !== undefined && shown.length === 0 && failure === undefined && (
        <Empty
          title={
            rows.length === 0 ? `HAProxy remembers no request of ${domain}.` : "No request passes the filter."
          }
        >
          <p>
            {rows.length === 0
              ? "This page shows new ones as they arrive: it asks every 2 seconds."
              : `There are ${rows.length} without it.`}
          </p>
        </Empty>
      )}
      {shown.length > 0 && <Rows rows={shown} domain={domain} />}
    </>
  );
}

function Rows({ rows, domain }: { rows: readonly RequestRow[]; domain: string }) {
  return (
    <div class="table">
      <table class="requests" aria-label={`Last requests of ${domain}, the newest first`}>
        <thead>
          <tr>
            <th>Time (UTC)</th>
            <th class="num">Status</th>
            <th class="num">Time taken</th>
            <th>Request</th>
            <th>Client</th>
            <th class="extra">Server</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <Row
              key={`${row.time}${row.client}${row.path}${rows.length - index}`}
              row={row}
              domain={domain}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row, domain }: { row: RequestRow; domain: string }) {
  const { time, status, ms, method, path = "", client, server, text, http, domain: host } = row;
  if (text !== undefined)
    return (
      <tr>
        <td colSpan={6}>
          <Whole text={text} />
        </td>
      </tr>
    );
  const other = host === undefined || host === domain ? "" : host;
  return (
    <tr>
      <td>
        <Time iso={time} isPlain />
      </td>
      <td class={`num ${toneOf(status) ?? ""}`}>{status ?? UNKNOWN}</td>
      <td class="num">{duration(ms)}</td>
      <td>
        <Whole text={`${method ?? ""} ${other}${path}`} more={http} />
      </td>
      <td class="mono">{client ?? UNKNOWN}</td>
      <td class="mono extra">{server ?? UNKNOWN}</td>
    </tr>
  );
}

/** Cut to the width of its cell; whole while it has the pointer or the focus. */
function Whole({ text, more }: { text: string; more?: string | undefined }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard shows the whole text, too
    <span class="whole mono" tabIndex={0} title={more === undefined ? text : `${text} ${more}`}>
      {text}
    </span>
  );
}
