import { type PoolName, poolName, poolNumber } from "@haproxy-mcp/pool-allocator";
import { type BackendStat, type ServerStat, showInfo, showStat } from "@haproxy-mcp/runtime-api-client";
import type { DomainPattern } from "@haproxy-mcp/validation";
import type { Context } from "../context.js";
import type { OperationOptions } from "../options.js";
import { type ConfiguredServer, serversIn } from "./configured-servers.js";
import { type DomainStatus, domainStatus, isHealthy } from "./health-status.js";
import { type MaintainedServers, NONE_MAINTAINED, readMaintained } from "./maintained-servers.js";
import { type ServerHealth, toHealth } from "./server-health.js";
import { countersOf, type TrafficCounters } from "./traffic-counters.js";

/** A server of the desired state: its health and its counters, which are 0 where HAProxy does not have it. */
export interface ServerSample extends ServerHealth {
  readonly currentSessions: number;
  /** Since HAProxy's worker started. */
  readonly totalRequests: number;
  /** Whether a check is in progress: HAProxy then keeps the code of the last one, and not its details, so its words are less exact. */
  readonly isBeingChecked?: true | undefined;
}

/** The counters of a pool since HAProxy's worker started, and what is going on in it now. */
export interface PoolTraffic extends TrafficCounters {
  /** Requests that wait for a server now. */
  readonly queued: number;
  readonly connectionErrors: number;
  readonly responseErrors: number;
  /** Of the last 1,024 requests. */
  readonly averageResponseMs: number;
}

/** A pool in use. */
export interface PoolSample {
  readonly number: number;
  readonly pool: PoolName;
  /** At least one, in the order of the map; all share the servers and the counters. */
  readonly domains: readonly DomainPattern[];
  readonly status: DomainStatus;
  /** Servers that are up, or take traffic unchecked. */
  readonly healthyCount: number;
  /** In the order of their slots. */
  readonly servers: readonly ServerSample[];
  /** Absent: HAProxy does not have the pool. */
  readonly traffic?: PoolTraffic | undefined;
}

/** HAProxy and the desired state at one moment. */
export interface Sample {
  readonly process: {
    readonly version: string;
    /** Of the worker: another one after a restart or reload. */
    readonly pid: number;
    readonly uptimeSec: number;
  };
  /** In the order of their numbers. */
  readonly pools: readonly PoolSample[];
  /** For the next sample. */
  readonly maintained: MaintainedServers;
}

/** What is known already. */
export interface SampleInput {
  /** The sample before: what it found of servers in maintenance, which change seldom, is used for up to 10 s. */
  readonly previous?: Pick<Sample, "maintained"> | undefined;
}

/** See `LoadBalancer.sample`. */
export async function sample(
  context: Context,
  { previous }: SampleInput = {},
  options: OperationOptions = {},
): Promise<Sample> {
  const [{ state }, [info, backends, running]] = await Promise.all([
    context.store.read(options),
    context.node.ask(
      [showInfo(), showStat({ kinds: ["backend"] }), showStat({ kinds: ["server"], only: "no-maint" })],
      options,
    ),
  ]);
  const rows = new Map<string, ServerStat>();
  for (const row of running) if (poolNumber(row.proxy) !== undefined) rows.set(row.name, row);
  const pools = [...state.pools]
    .sort(([one], [other]) => one - other)
    .map(([number, pool]) => ({ number, domains: [...pool.names], servers: serversIn(number, pool) }));
  const lacking = pools.flatMap(({ servers }) => servers.filter(({ name }) => !rows.has(name)));
  const maintained = await readMaintained(context.node, lacking, {
    known: previous?.maintained ?? NONE_MAINTAINED,
    worker: info,
    options,
  });
  const traffic = new Map(backends.map((row) => [row.proxy, row]));
  const { version, pid, uptimeSec } = info;
  return {
    process: { version, pid, uptimeSec },
    pools: pools.map(({ number, domains, servers }) => {
      const pool = poolName(number);
      const sampled = servers.map((one) =>
        toServer(one, rows.get(one.name) ?? maintained.rows.get(one.name)?.row),
      );
      const row = traffic.get(pool);
      const found = { number, pool, domains, ...healthOf(sampled), servers: sampled };
      return { ...found, traffic: row && trafficOf(row) };
    }),
    maintained,
  };
}

function toServer(server: ConfiguredServer, row: ServerStat | undefined): ServerSample {
  const { currentSessions = 0, totalRequests = 0 } = row ?? {};
  const isBeingChecked = row?.checkStatus?.startsWith("* ") === true || undefined;
  return { ...toHealth(server, row), currentSessions, totalRequests, isBeingChecked };
}

function healthOf(servers: readonly ServerSample[]): Pick<PoolSample, "status" | "healthyCount"> {
  const healthyCount = servers.filter(({ status }) => isHealthy(status)).length;
  const checking = servers.filter(({ status }) => status === "CHECKING").length;
  const status = domainStatus({ total: servers.length, healthy: healthyCount, checking });
  return { status, healthyCount };
}

function trafficOf(row: BackendStat): PoolTraffic {
  const { queued, connectionErrors, responseErrors, times } = row;
  return {
    ...countersOf(row),
    queued,
    connectionErrors,
    responseErrors,
    averageResponseMs: times?.responseMs ?? 0,
  };
}
