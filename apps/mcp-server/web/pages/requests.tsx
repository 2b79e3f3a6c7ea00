import { useState } from "preact/hooks";
import { CallFailure } from "../call.js";
import { useLive } from "../live/live.js";
import { plural } from "../parts/formats.js";
import { Empty, Failure } from "../parts/says.js";
import { domainPath } from "../paths.js";
import { Link, useQuery } from "../route.js";
import { CLASSES, countClasses, filterRequests } from "./requests/filter-requests.js";
import { RequestTable } from "./requests/request-table.js";
import { useRequests } from "./requests/use-requests.js";

/** The last requests of a domain. They stay as they are while the pointer or the focus is in their table. */
export function Requests({ domain }: { domain: string }) {
  const { isPaused } = useLive();
  const [isRead, setRead] = useState(false);
  const { rows, failure } = useRequests(domain, isPaused || isRead);
  const [status, setStatus] = useQuery("status");
  const [client, setClient] = useQuery("client");
  const shown = filterRequests(rows ?? [], { status, client });
  const counts = countClasses(rows ?? []);
  return (
    <>
      <h1>
        Requests of <Link to={domainPath(domain)}>{domain}</Link>
      </h1>
      {failure?.code !== "NO_ACCESS_LOG" && (
        <div class="row bottom screen">
          <label class="field">
            Status
            <select value={status} onChange={({ currentTarget }) => setStatus(currentTarget.value)}>
              <option value="">all ({rows?.length ?? 0})</option>
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
              onInput={({ currentTarget }) => setClient(currentTarget.value)}
            />
          </label>
          <p class="muted">{says(rows?.length, isPaused, isRead)}</p>
        </div>
      )}
      <Failure failure={failure && new CallFailure(failure)} />
      {shown.length > 0 && <RequestTable rows={shown} domain={domain} onRead={setRead} />}
      {rows?.length === 0 && (
        <Empty title={`HAProxy remembers no request of ${domain}. New ones appear here.`} />
      )}
      {rows !== undefined && rows.length > 0 && shown.length === 0 && (
        <Empty title={`None of the ${plural(rows.length, "request")} passes the filter.`} />
      )}
    </>
  );
}

function says(count: number | undefined, isPaused: boolean, isRead: boolean): string {
  if (count === undefined) return "";
  if (isPaused) return "Paused.";
  return isRead ? "Waits while you read." : "Asks HAProxy every 2 s.";
}
