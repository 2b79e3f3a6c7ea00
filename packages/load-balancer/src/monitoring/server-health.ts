import { type PoolName, poolName } from "@haproxy-mcp/pool-allocator";
import type { ServerStat } from "@haproxy-mcp/runtime-api-client";
import { type DomainPattern, parseDomainPattern } from "@haproxy-mcp/validation";
import { poolOfDomain } from "../certainty/certain.js";
import type { Context } from "../context.js";
import { sharedWith } from "../desired-state.js";
import type { OperationOptions } from "../options.js";
import { type Page, type PageInput, pageOf, sortKey } from "../page.js";
import { type ConfiguredServer, configuredServers, namesByPool } from "./configured-servers.js";
import { checkStatusOf, describeCheck } from "./describe-check.js";
import {
  awaitsCheck,
  type DomainStatus,
  domainStatus,
  type HealthStatus,
  isHealthy,
  toStatus,
} from "./health-status.js";
import { type ServerSelector, selectorOf } from "./server-selector.js";

/** A server of the desired state with its status in HAProxy: the row of every list of servers that HAProxy was asked for. */
export interface ServerHealth extends ConfiguredServer {
  readonly status: HealthStatus;
  /** HAProxy's whole word, such as `UP 1/3`: going down, with one failed check of three. */
  readonly detail: string;
  /** The check that the status rests on, in words: `connection accepted`, `connection refused`, `HTTP 503`; absent until one of its address. */
  readonly check?: string | undefined;
  /** The last check where the status does not rest on it: one that failed on a server that is up still, or passed on one that is down. */
  readonly lastCheck?: string | undefined;
  /** The last check as HAProxy's code: `L4OK`, `L4CON`, `L7STS`, … (management.txt section 9.1, check_status). */
  readonly checkStatus?: string | undefined;
  readonly checkDurationMs?: number | undefined;
  /** Seconds since HAProxy gave it this status; of `CHECKING`, since it takes traffic. */
  readonly sinceSec?: number | undefined;
}

/** A domain with the health of its servers. */
export interface DomainHealth {
  readonly domain: DomainPattern;
  readonly pool: PoolName;
  /** Other names that use the pool. */
  readonly sharedWith: readonly DomainPattern[];
  readonly status: DomainStatus;
  readonly servers: readonly ServerHealth[];
  /** Servers that are up, or take traffic unchecked. */
  readonly healthyCount: number;
}

/** Which servers, a page at a time. */
export interface ListServerHealthInput extends PageInput, Omit<ServerSelector, "domain"> {
  /** Default: all domains. */
  readonly domain?: string | undefined;
}

/** A page of servers with their health, and how many of all pages have which status. */
export interface ServerHealthList extends Page<ServerHealth> {
  /** How many of all pages have which status. */
  readonly counts: Readonly<Partial<Record<HealthStatus, number>>>;
}

/** See `LoadBalancer.domainHealth`. */
export async function domainHealth(
  context: Context,
  input: { readonly domain: string },
  options: OperationOptions = {},
): Promise<DomainHealth> {
  const domain = parseDomainPattern(input.domain);
  const snapshot = await context.store.read(options);
  const number = poolOfDomain(snapshot, domain);
  const servers = await healthOf(context, configuredServers(snapshot, domain), options);
  const healthyCount = servers.filter(({ status }) => isHealthy(status)).length;
  const checking = servers.filter(({ status }) => status === "CHECKING").length;
  const status = domainStatus({ total: servers.length, healthy: healthyCount, checking });
  const shared = sharedWith(snapshot.state, number, domain);
  return { domain, pool: poolName(number), sharedWith: shared, status, servers, healthyCount };
}

/** See `LoadBalancer.listServerHealth`. */
export async function listServerHealth(
  context: Context,
  { domain, address, pool, status, ...page }: ListServerHealthInput = {},
  options: OperationOptions = {},
): Promise<ServerHealthList> {
  const isSelected = selectorOf({ address, pool, status });
  const snapshot = await context.store.read(options);
  const all = (await healthOf(context, configuredServers(snapshot, domain), options)).filter(isSelected);
  const counts: Partial<Record<HealthStatus, number>> = {};
  for (const one of all) counts[one.status] = (counts[one.status] ?? 0) + 1;
  return { ...pageOf(all, ({ name }) => sortKey(name), page), counts };
}

/** Servers of the desired state, each with its status. @throws LoadBalancerError `HAPROXY_UNREACHABLE`, `CANCELLED` */
export async function healthOf(
  { node }: Pick<Context, "node">,
  servers: readonly ConfiguredServer[],
  options: OperationOptions,
): Promise<readonly ServerHealth[]> {
  const rows = await node.serverStats(namesByPool(servers), options);
  return servers.map((server) => toHealth(server, rows.get(server.name)));
}

/** @param row absent where HAProxy does not have the server */
export function toHealth(server: ConfiguredServer, row: ServerStat | undefined): ServerHealth {
  if (row === undefined) return { ...server, status: "MISSING", detail: "MISSING" };
  const { status: detail, checkDurationMs, lastChangeSec } = row;
  const status = toStatus(row);
  const [words, checkStatus] = [describeCheck(row), checkStatusOf(row)];
  const isOther = status === (checkStatus?.includes("OK") ? "DOWN" : "UP");
  const checked = !awaitsCheck(row) && {
    ...(isOther ? { lastCheck: words } : { check: words }),
    checkStatus,
    checkDurationMs,
  };
  // HAProxy does not say when a weight was set, and when a check failed only once it says DOWN
  const isOurs = (status === "DRAIN" || status === "DOWN") && !detail.startsWith(status);
  const sinceSec = isOurs ? undefined : lastChangeSec;
  return { ...server, status, detail, ...checked, sinceSec };
}
