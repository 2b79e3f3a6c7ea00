import { useMemo } from "preact/hooks";
import type { CertificateRow, DomainRow } from "../../src/page/model.js";
import { type Live, useLive } from "../live/live.js";
import { Spark } from "../parts/chart.js";
import { count, daysLeft, percent, rate, UNKNOWN, utc } from "../parts/formats.js";
import { ShapeOf } from "../parts/shape.js";
import { State } from "../parts/state.js";
import { lookOf } from "../parts/states.js";
import { type Column, Table } from "../parts/table.js";
import { domainPath } from "../paths.js";
import { Link } from "../route.js";
import { certificateFinder } from "./certificate-of.js";
import { nameOf, needsCare, statusOf, upOf } from "./problems.js";

const SHAPES = 8;

export function DomainsTable({ rows }: { rows: readonly DomainRow[] }) {
  const live = useLive();
  const find = useMemo(() => certificateFinder(live.certificates ?? []), [live.certificates]);
  return (
    <Table
      label="Domains"
      rows={rows}
      keyOf={({ pool }) => String(pool)}
      classOf={({ status }) => `edge-${lookOf(status)[0]}`}
      columns={columnsOf(live, find)}
    />
  );
}

function columnsOf(
  { now, series }: Live,
  find: (names: readonly string[]) => CertificateRow | undefined,
): Column<DomainRow>[] {
  return [
    { id: "domain", title: "Domain", by: nameOf, cell: (row) => <Names row={row} /> },
    {
      id: "health",
      title: "Health",
      cell: ({ status, since }) => (
        <>
          <State status={status} />
          {since && status !== "healthy" && (
            <small class="wide"> since {utc(Date.parse(since), Date.now())}</small>
          )}
        </>
      ),
    },
    {
      id: "servers",
      title: "Servers",
      by: (row) => row.servers.length,
      cell: (row) => <Servers row={row} />,
    },
    {
      id: "requests",
      title: "req/s",
      isNumber: true,
      by: ({ pool }) => now(pool)?.requests,
      cell: ({ pool }) => rate(now(pool)?.requests),
    },
    {
      id: "line",
      title: "Last 2 min",
      isExtra: true,
      cell: ({ pool }) => (
        <Spark
          label={`${rate(now(pool)?.requests)} requests a second`}
          points={series(pool).map(({ at, requests }) => ({ at, value: requests }))}
        />
      ),
    },
    {
      id: "errors",
      title: "5xx",
      isNumber: true,
      by: ({ pool }) => now(pool)?.errors,
      cell: ({ pool }) => <Errors value={now(pool)?.errors} />,
    },
    {
      id: "ms",
      title: "avg ms",
      isNumber: true,
      isExtra: true,
      by: ({ pool }) => now(pool)?.ms,
      cell: ({ pool }) => count(now(pool)?.ms),
    },
    {
      id: "sessions",
      title: "Sessions",
      isNumber: true,
      isExtra: true,
      by: ({ pool }) => now(pool)?.sessions,
      cell: ({ pool }) => count(now(pool)?.sessions),
    },
    {
      id: "certificate",
      title: "Certificate",
      isNumber: true,
      by: ({ names }) => find(names)?.days_left,
      cell: ({ names }) => <Certificate row={find(names)} />,
    },
  ];
}

function Names({ row }: { row: DomainRow }) {
  const [first, ...others] = row.names;
  return (
    <>
      <Link to={domainPath(nameOf(row))} class="name">
        {first}
      </Link>
      {others.length > 0 && <small title={others.join("\n")}> +{others.length}</small>}
    </>
  );
}

function Servers({ row }: { row: DomainRow }) {
  const { servers } = row;
  return (
    <span class="servers">
      <span class="shapes" aria-hidden="true">
        {servers.slice(0, SHAPES).map(({ slot, status, ip, port }) => (
          <span key={slot} class={`tone-${lookOf(status)[0]}`} title={`${ip}:${port} ${status}`}>
            <ShapeOf shape={lookOf(status)[1]} />
          </span>
        ))}
        {servers.length > SHAPES && "…"}
      </span>{" "}
      {upOf(row)}/{servers.length}
      <span class="unseen"> servers up</span>
    </span>
  );
}

function Errors({ value }: { value: number | null | undefined }) {
  const tone = !value ? "muted" : value < 1 ? "" : value < 5 ? "tone-warn" : "tone-bad strong";
  return <span class={tone}>{percent(value)}</span>;
}

function Certificate({ row }: { row: CertificateRow | undefined }) {
  if (row === undefined) return <>{UNKNOWN}</>;
  const { served, days_left: days } = row;
  const words = served === "no" ? "not served" : days === undefined ? undefined : daysLeft(days);
  return needsCare(row) ? <State status={statusOf(row)} word={words} /> : (words ?? UNKNOWN);
}
