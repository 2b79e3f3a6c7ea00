import type { DomainRow, ServerRow } from "../../src/page/model.js";
import { upOf } from "../overview/problems.js";

/** A server, as `haproxy_get_server_health` and `haproxy_domain_health` have it. */
export interface HealthOfServer {
  /** `pool_1_2` */
  readonly name: string;
  readonly ip: string;
  readonly http_port: number;
  readonly status: string;
  readonly check?: string | undefined;
  readonly last_check?: string | undefined;
  readonly since_sec?: number | undefined;
  readonly check_status?: string | undefined;
  readonly domains?: readonly string[] | undefined;
}

const STATES: Readonly<Record<string, ServerRow["state"]>> = { DRAIN: "drain", MAINT: "maint" };

/** @param at when it was asked for, in milliseconds since 1970 */
export function toServerRow(server: HealthOfServer, at: number): ServerRow {
  const { name, ip, http_port: port, status, check, last_check: lastCheck, since_sec: seconds } = server;
  return {
    slot: Number(name.slice(name.lastIndexOf("_") + 1)),
    name,
    ip,
    port,
    weight: 1,
    state: STATES[status] ?? "ready",
    status,
    check,
    lastCheck,
    checkCode: server.check_status,
    since: seconds === undefined ? undefined : new Date(at - seconds * 1_000).toISOString(),
  };
}

/** Servers by their pool, with its names. Pools without servers are in no list of servers. */
export function toDomainRows(servers: readonly HealthOfServer[], at: number): DomainRow[] {
  const pools = new Map<number, HealthOfServer[]>();
  for (const server of servers) {
    const pool = Number(server.name.split("_")[1]);
    pools.set(pool, [...(pools.get(pool) ?? []), server]);
  }
  return [...pools].map(([pool, all]) => ({
    pool,
    names: all[0]?.domains ?? [],
    status: statusOf(all),
    servers: all.map((server) => toServerRow(server, at)),
  }));
}

/** As `haproxy_domain_health` judges: a server that is drained or in maintenance is one that is not up. */
export function statusOf(servers: readonly Pick<HealthOfServer, "status">[]): DomainRow["status"] {
  const healthy = upOf({ servers });
  const checking = servers.filter(({ status }) => status === "CHECKING").length;
  if (servers.length === 0) return "no_servers";
  if (healthy === servers.length) return "healthy";
  if (healthy + checking === servers.length) return "checking";
  return healthy + checking === 0 ? "down" : "degraded";
}
