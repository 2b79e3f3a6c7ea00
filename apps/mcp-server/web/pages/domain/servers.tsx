import { useRef } from "preact/hooks";
import type { DomainRow, ServerRow } from "../../../src/page/model.js";
import { drainProgress } from "../../actions/drain-progress.js";
import { formatEndpoint } from "../../actions/endpoint.js";
import { sharesOf } from "../../actions/load.js";
import type { Numbers } from "../../live/numbers.js";
import { count, percent, rate, UNKNOWN } from "../../parts/formats.js";
import { useKeys } from "../../parts/keys.js";
import { State } from "../../parts/state.js";
import { type Column, Table } from "../../parts/table.js";
import { Time } from "../../parts/time.js";
import { type Asked, STATE_WORDS } from "./asked.js";

interface ServersProps {
  readonly row: DomainRow;
  readonly numbers: Numbers | undefined;
  /** Whether the caller may change servers. */
  readonly canChange: boolean;
  ask(asked: Asked): void;
}

/** The servers of a domain, and what can be done to each. */
export function Servers({ row, numbers, canChange, ask }: ServersProps) {
  const peaks = usePeaks(row, numbers);
  const shares = sharesOf(row.servers);
  const focused = () => {
    const marked = document.activeElement?.closest("tr")?.querySelector<HTMLElement>("[data-slot]");
    return row.servers.find(({ slot }) => String(slot) === marked?.dataset["slot"]);
  };
  useKeys({
    d: () => {
      const server = focused();
      if (canChange && server) ask({ kind: "state", server, state: toggled(server) });
    },
    w: () => {
      const server = focused();
      if (canChange && server) ask({ kind: "weight", server });
    },
  });
  const columns: readonly Column<ServerRow>[] = [
    {
      id: "server",
      title: "Server",
      cell: ({ slot, ip, port, name }) => (
        <span data-slot={slot}>
          <strong class={ip.includes(":") ? "mono" : "mono whole"}>{formatEndpoint(ip, port)}</strong>{" "}
          <small>{name}</small>
        </span>
      ),
    },
    { id: "state", title: "State", cell: (server) => <Status server={server} peaks={peaks} /> },
    { id: "since", title: "Since (UTC)", cell: ({ since }) => <Time iso={since} />, isExtra: true },
    { id: "check", title: "Check", cell: (server) => <Check {...server} /> },
    {
      id: "sessions",
      title: "Sessions",
      isNumber: true,
      by: ({ slot }) => numbers?.server(slot)?.sessions,
      cell: ({ slot }) => count(numbers?.server(slot)?.sessions),
    },
    {
      id: "requests",
      title: "req/s",
      isNumber: true,
      by: ({ slot }) => numbers?.server(slot)?.requests,
      cell: ({ slot }) => rate(numbers?.server(slot)?.requests),
    },
    {
      id: "share",
      title: "Share",
      isNumber: true,
      by: ({ slot }) => shares.get(slot),
      cell: ({ slot }) => <Share percent={shares.get(slot) ?? 0} />,
    },
    {
      id: "weight",
      title: "Weight",
      isNumber: true,
      by: ({ weight }) => weight,
      cell: (server) => <Weight server={server} canChange={canChange} ask={ask} />,
    },
    ...(canChange
      ? [
          {
            id: "action",
            title: "Action",
            cell: (server: ServerRow) => <Buttons server={server} ask={ask} />,
          },
        ]
      : []),
  ];
  return (
    <Table
      label="Servers"
      isStacked
      columns={columns}
      rows={row.servers}
      keyOf={({ slot }) => String(slot)}
      classOf={({ state }) => (state === "ready" ? undefined : "resting")}
    />
  );
}

const toggled = ({ state }: ServerRow) => (state === "ready" ? "drain" : "ready");

function Status({ server, peaks }: { server: ServerRow; peaks: ReadonlyMap<number, readonly number[]> }) {
  const { slot, state, status } = server;
  if (state === "ready") return <State status={status} />;
  const { left, done, text } = drainProgress(peaks.get(slot) ?? []);
  return (
    <>
      <State status={status} />
      {status !== state.toUpperCase() && <small> set to {state}</small>}
      <span class="drain whole">
        {left !== undefined && left > 0 && <progress value={done} max={100} aria-label={text} />}
        <small>{text}</small>
      </span>
    </>
  );
}

function Check({ check, lastCheck, checkCode, checkMs, state }: ServerRow) {
  if (state === "maint") return <span class="muted">not checked</span>;
  const more = [checkCode, checkMs === undefined ? undefined : `${checkMs} ms`].filter(
    (one) => one !== undefined,
  );
  return (
    <>
      {check ?? lastCheck ?? UNKNOWN} <small class="whole">{more.join(" · ")}</small>
      {check !== undefined && lastCheck !== undefined && <small class="line">last: {lastCheck}</small>}
    </>
  );
}

function Share({ percent: value }: { percent: number }) {
  return (
    <span class="share">
      <span>{percent(value)}</span>
      <meter value={value} max={100} aria-hidden="true" />
    </span>
  );
}

interface CellProps {
  readonly server: ServerRow;
  ask(asked: Asked): void;
}

function Weight({ server, canChange, ask }: CellProps & { readonly canChange: boolean }) {
  const { weight, ip, port } = server;
  if (!canChange) return <>{weight}</>;
  return (
    <button
      type="button"
      aria-label={`Weight ${weight} of ${formatEndpoint(ip, port)}, change it`}
      onClick={() => ask({ kind: "weight", server })}
    >
      {weight}
    </button>
  );
}

function Buttons({ server, ask }: CellProps) {
  const { state, ip, port } = server;
  const of = formatEndpoint(ip, port);
  const [first, second] =
    state === "ready"
      ? (["drain", "maint"] as const)
      : (["ready", state === "maint" ? "drain" : "maint"] as const);
  return (
    <span class="buttons">
      {[first, second].map((next, index) => (
        // the place, not the word: a button that has the focus keeps it when its word changes
        <button
          key={index}
          type="button"
          aria-label={`${STATE_WORDS[next]} ${of}`}
          onClick={() => ask({ kind: "state", server, state: next })}
        >
          {STATE_WORDS[next]}…
        </button>
      ))}
      <button type="button" aria-label={`Remove ${of}`} onClick={() => ask({ kind: "remove", server })}>
        Remove…
      </button>
    </span>
  );
}

/** By slot of those out of service: the most open sessions since this page saw it so, and those now. */
function usePeaks({ servers }: DomainRow, numbers: Numbers | undefined) {
  const peaks = useRef(new Map<number, readonly number[]>()).current;
  for (const { slot, state } of servers) {
    const sessions = numbers?.server(slot)?.sessions;
    if (state === "ready" || sessions === undefined) peaks.delete(slot);
    else peaks.set(slot, [Math.max(sessions, ...(peaks.get(slot) ?? [])), sessions]);
  }
  return peaks as ReadonlyMap<number, readonly number[]>;
}
