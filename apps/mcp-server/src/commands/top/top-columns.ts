import type { Cell, Column } from "../output/cell.js";
import type { RatedRow } from "./top-rows.js";

const TRAFFIC: readonly Column<RatedRow>[] = [
  { title: "REQ/S", cell: ({ requestsPerSec }) => requestsPerSec },
  { title: "5XX%", cell: ({ errorPercent }) => errorPercent },
  { title: "MS", cell: ({ responseMs }) => responseMs },
  { title: "SESSIONS", cell: ({ sessions }) => sessions },
  { title: "QUEUED", isWide: true, cell: ({ queued }) => queued },
];

export const DOMAIN_COLUMNS: readonly Column<RatedRow>[] = [
  { title: "DOMAIN", cell: ({ domains }) => shortList(domains) },
  { title: "HEALTH", isState: true, cell: ({ health }) => health },
  { title: "UP", cell: ({ serversUp, servers }) => `${serversUp} of ${servers}` },
  ...TRAFFIC,
  { title: "POOL", isWide: true, cell: ({ pool }) => pool },
];

export const SERVER_COLUMNS: readonly Column<RatedRow>[] = [
  { title: "SERVER", cell: ({ name }) => name },
  { title: "ADDRESS", cell: ({ address }) => address },
  { title: "HEALTH", isState: true, cell: ({ health }) => health },
  ...TRAFFIC,
];

/** The first name, and how many more there are. */
function shortList([first, ...others]: readonly string[]): Cell {
  return others.length === 0 ? first : `${first} +${others.length}`;
}

/** As tools name what they return. */
export function toJson(row: RatedRow): Record<string, unknown> {
  return {
    name: row.name,
    domains: row.domains,
    pool: row.pool,
    address: row.address,
    health: row.health,
    servers_up: row.serversUp,
    servers_total: row.servers,
    requests_per_sec: row.requestsPerSec,
    percent_5xx: row.errorPercent,
    average_response_ms: row.responseMs,
    sessions_current: row.sessions,
    queued: row.queued,
  };
}
