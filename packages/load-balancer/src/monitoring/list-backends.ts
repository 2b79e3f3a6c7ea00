import { poolNumber } from "@haproxy-mcp/pool-allocator";
import { showStat } from "@haproxy-mcp/runtime-api-client";
import type { DomainPattern } from "@haproxy-mcp/validation";
import type { LoadBalancerOptions, OperationOptions } from "../context.js";
import { poolsInUse, serversByPool } from "../desired-state.js";
import { type Page, type PageInput, pageOf } from "../page.js";
import { domainsByPool } from "./configured-servers.js";
import { isBackend, readAll, sortKey } from "./statistics-rows.js";
import { countersOf, type TrafficCounters } from "./traffic-counters.js";

export interface BackendView extends TrafficCounters {
  readonly name: string;
  /** One of ours, as apart from backends that people wrote. */
  readonly isPool: boolean;
  /** Names that it serves; none for a backend that is no pool. */
  readonly domains: readonly DomainPattern[];
  /** HAProxy's word: `UP` while a server of it takes traffic, `DOWN` else. */
  readonly status: string;
  /** Servers that take traffic, of the configured ones; the latter is known of pools only. */
  readonly activeServers: number;
  readonly configuredServers?: number;
  readonly queued: number;
}

export interface ListBackendsInput extends PageInput {
  /** Leaves out pools that nothing is routed to. Default: true. */
  readonly onlyUsed?: boolean;
}

/**
 * Pools and other backends, a page at a time, in the order of their names.
 *
 * @throws LoadBalancerError `HAPROXY_UNREACHABLE`; StoreError
 */
export async function listBackends(
  context: LoadBalancerOptions,
  { onlyUsed = true, ...page }: ListBackendsInput = {},
  options: OperationOptions = {},
): Promise<Page<BackendView>> {
  const { state } = await context.store.read(options);
  const [rows] = await readAll(context, [showStat({ kinds: ["backend"] })], options);
  const names = domainsByPool(state);
  const servers = serversByPool(state);
  const used = poolsInUse(state);
  const backends = rows.filter(isBackend).flatMap((row): readonly BackendView[] => {
    const pool = poolNumber(row.proxy);
    if (onlyUsed && pool !== undefined && !used.has(pool)) return [];
    const { proxy: name, status, activeServers, backupServers, queued } = row;
    return [
      {
        name,
        isPool: pool !== undefined,
        domains: names.get(pool ?? 0) ?? [],
        status,
        activeServers: activeServers + backupServers,
        ...(pool !== undefined && { configuredServers: servers.get(pool)?.size ?? 0 }),
        queued,
        ...countersOf(row),
      },
    ];
  });
  return pageOf(backends, ({ name }) => sortKey(name), page);
}
