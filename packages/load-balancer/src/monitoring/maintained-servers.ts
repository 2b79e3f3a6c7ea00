import type { PoolName } from "@haproxy-mcp/pool-allocator";
import type { ServerStat } from "@haproxy-mcp/runtime-api-client";
import type { HaproxyNode } from "../node/haproxy-node.js";
import { isAnotherWorker, type Worker } from "../node/worker.js";
import type { OperationOptions } from "../options.js";
import type { ConfiguredServer } from "./configured-servers.js";

/** How long the row of a server in maintenance is used. */
const KEPT_SEC = 10;

/** The rows of servers that the list of those out of maintenance lacks, by name. */
export interface MaintainedServers {
  readonly worker: Worker;
  readonly rows: ReadonlyMap<string, KeptRow>;
}

interface KeptRow {
  /** Absent: HAProxy does not have the server. */
  readonly row?: ServerStat | undefined;
  /** The worker's uptime when it was asked. */
  readonly askedSec: number;
}

export const NONE_MAINTAINED: MaintainedServers = { worker: { pid: 0, uptimeSec: 0 }, rows: new Map() };

/**
 * Servers that are not among those out of maintenance. HAProxy lists most slots only when it is asked for all, and they are empty: so
 * the pools of these servers are asked for, in one batch, and again when a server is new here, has sessions left, or after 10 s.
 *
 * @throws LoadBalancerError `HAPROXY_UNREACHABLE`, `CANCELLED`
 */
export async function readMaintained(
  node: Pick<HaproxyNode, "serversOf">,
  lacking: readonly ConfiguredServer[],
  {
    known,
    worker,
    options,
  }: { readonly known: MaintainedServers; readonly worker: Worker; readonly options: OperationOptions },
): Promise<MaintainedServers> {
  const { pid, uptimeSec } = worker;
  const isKnown = !isAnotherWorker(known.worker, worker);
  const rows = new Map<string, KeptRow>();
  const pools = new Set<PoolName>();
  for (const { name, pool } of lacking) {
    const kept = isKnown ? known.rows.get(name) : undefined;
    if (kept !== undefined && kept.askedSec + KEPT_SEC > uptimeSec && !kept.row?.currentSessions)
      rows.set(name, { ...kept, row: kept.row && aged(kept.row, uptimeSec - known.worker.uptimeSec) });
    else pools.add(pool);
  }
  const found = await node.serversOf([...pools], options);
  for (const { name, pool } of lacking)
    if (pools.has(pool)) rows.set(name, { row: found.get(name), askedSec: uptimeSec });
  return { worker: { pid, uptimeSec }, rows };
}

function aged(row: ServerStat, seconds: number): ServerStat {
  const { lastChangeSec, raw, ...rest } = row;
  return { ...rest, raw, lastChangeSec: lastChangeSec === undefined ? undefined : lastChangeSec + seconds };
}
