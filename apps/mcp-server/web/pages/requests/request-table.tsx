import { useState } from "preact/hooks";
import type { RequestRow } from "../../../src/page/model.js";
import { duration, UNKNOWN } from "../../parts/formats.js";
import { Time } from "../../parts/time.js";
import { keysOf, toneOf } from "./filter-requests.js";

interface RequestTableProps {
  readonly rows: readonly RequestRow[];
  readonly domain: string;
  /** Whether the pointer or the focus is in the table. */
  onRead(isRead: boolean): void;
}

/** One row is in the order of the Tab key; the arrow keys lead to the others. The row with the pointer or the focus shows its whole text. */
export function RequestTable({ rows, domain, onRead }: RequestTableProps) {
  const [current, setCurrent] = useState("");
  const keys = keysOf(rows);
  const entry = keys.includes(current) ? current : keys[0];
  function step(event: KeyboardEvent) {
    const { key, currentTarget } = event;
    const way =
      key === "ArrowDown" ? "nextElementSibling" : key === "ArrowUp" ? "previousElementSibling" : undefined;
    const next = way && (currentTarget as HTMLElement)[way];
    if (!(next instanceof HTMLElement)) return;
    event.preventDefault();
    next.focus();
  }
  return (
    <div
      class="table"
      onPointerEnter={() => onRead(true)}
      onPointerLeave={() => onRead(false)}
      onFocusIn={() => onRead(true)}
      onFocusOut={() => onRead(false)}
    >
      <table class="requests" aria-label={`Last requests of ${domain}, the newest first`}>
        <thead>
          <tr>
            <th>Time (UTC)</th>
            <th class="num">Status</th>
            <th class="num">Took</th>
            <th>Request</th>
            <th class="extra">Client</th>
            <th class="extra">Server</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr
              key={keys[index]}
              tabIndex={keys[index] === entry ? 0 : -1}
              onKeyDown={step}
              onFocus={() => setCurrent(keys[index] ?? "")}
            >
              <Cells {...row} host={row.domain === domain ? "" : (row.domain ?? "")} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cells({
  time,
  status,
  ms,
  method = "",
  host,
  path = "",
  client,
  server,
  text,
}: RequestRow & { host: string }) {
  if (text !== undefined)
    return (
      <td colSpan={6} class="mono cut">
        {text}
      </td>
    );
  return (
    <>
      <td>
        <Time iso={time} isPlain />
      </td>
      <td class={`num ${toneOf(status)}`}>{status ?? UNKNOWN}</td>
      <td class="num">{duration(ms)}</td>
      <td class="mono cut">
        {method} {host}
        {path}
      </td>
      <td class="mono cut extra">{client ?? UNKNOWN}</td>
      <td class="mono cut extra">{server ?? UNKNOWN}</td>
    </>
  );
}
