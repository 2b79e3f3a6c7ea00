import { type PoolName, poolName, poolNumber } from "@haproxy-mcp/pool-allocator";
import { showStat } from "@haproxy-mcp/runtime-api-client";
import type { DomainPattern } from "@haproxy-mcp/validation";
import type { Context } from "../context.js";
import type { OperationOptions } from "../options.js";
import { healthOfPool } from "./count-domain-health.js";
import { countersOf, type TrafficCounters } from "./traffic-counters.js";

/** A pool in use: its servers, and its counters since HAProxy's worker started. */
export interface DomainTraffic extends TrafficCounters {
  readonly pool: PoolName;
  /** The first name of the pool in the file; all its names share the counters. */
  readonly domain: DomainPattern;
  /** How many names it has. */
  readonly nameCount: number;
  readonly serverCount: number;
  /** Servers that are up, or take traffic unchecked. */
  readonly healthyCount: number;
  /** Requests that wait for a server now. */
  readonly queued: number;
  readonly connectionErrors: number;
  readonly responseErrors: number;
}

/** See `LoadBalancer.domainTraffic`. */
export async function domainTraffic(
  context: Context,
  options: OperationOptions = {},
): Promise<readonly DomainTraffic[]> {
  const { state } = await context.store.read(options);
  const [backends, servers] = await context.node.ask(
    [showStat({ kinds: ["backend"] }), showStat({ kinds: ["server"], only: "no-maint" })],
    options,
  );
  const rows = new Map(backends.map((row) => [row.proxy, row]));
  const running = new Map(
    servers.filter(({ proxy }) => poolNumber(proxy) !== undefined).map((row) => [row.name, row]),
  );
  return [...state.pools]
    .sort(([one], [other]) => one - other)
    .flatMap(([number, pool]) => {
      const row = rows.get(poolName(number));
      const [domain] = pool.names;
      if (row === undefined || domain === undefined) return [];
      const { pool: name, serverCount, healthyCount } = healthOfPool(poolName(number), pool, running);
      return {
        pool: name,
        domain,
        nameCount: pool.names.size,
        serverCount,
        healthyCount,
        ...countersOf(row),
        queued: row.queued,
        connectionErrors: row.connectionErrors,
        responseErrors: row.responseErrors,
      };
    });
}
