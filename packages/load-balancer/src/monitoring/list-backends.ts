import { poolNumber } from "@haproxy-mcp/pool-allocator";
import { showStat } from "@haproxy-mcp/runtime-api-client";
import type { DomainPattern } from "@haproxy-mcp/validation";
import type { Context } from "../context.js";
import { poolAt, poolsInUse } from "../desired-state.js";
import type { OperationOptions } from "../options.js";
import { type Page, type PageInput, pageOf, sortKey } from "../page.js";
import { countersOf, type TrafficCounters } from "./traffic-counters.js";

/** A backend of HAProxy with its traffic; counters since HAProxy started. */
export interface BackendView extends TrafficCounters {
  readonly name: string;
  /** A pool of ours, not a backend that the operator wrote. */
  readonly isPool: boolean;
  /** Names that it serves; none for a backend that is no pool. */
  readonly domains: readonly DomainPattern[];
  /** HAProxy's word: `UP` while a server of it takes traffic, `DOWN` else. */
  readonly status: string;
  /** Servers that take traffic, of the configured ones; the latter is known of pools only. */
  readonly activeServers: number;
  readonly configuredServers?: number | undefined;
  readonly queued: number;
}

/** Which backends, a page at a time. */
export interface ListBackendsInput extends PageInput {
  /** Leaves out pools that nothing is routed to. Default: true. */
  readonly onlyUsed?: boolean | undefined;
}

/** See `LoadBalancer.listBackends`. */
export async function listBackends(
  context: Context,
  { onlyUsed = true, ...page }: ListBackendsInput = {},
  options: OperationOptions = {},
): Promise<Page<BackendView>> {
  const { state } = await context.store.read(options);
  const [rows] = await context.node.ask([showStat({ kinds: ["backend"] })], options);
  const used = poolsInUse(state);
  const backends = rows.flatMap((row): readonly BackendView[] => {
    const pool = poolNumber(row.proxy);
    if (onlyUsed && pool !== undefined && !used.has(pool)) return [];
    const { proxy: name, status, activeServers, backupServers, queued } = row;
    return [
      {
        name,
        isPool: pool !== undefined,
        domains: [...poolAt(state, pool ?? 0).names],
        status,
        activeServers: activeServers + backupServers,
        configuredServers: pool === undefined ? undefined : poolAt(state, pool).servers.size,
        queued,
        ...countersOf(row),
      },
    ];
  });
  return pageOf(backends, ({ name }) => sortKey(name), page);
}
