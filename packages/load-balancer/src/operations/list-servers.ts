import { type PoolName, poolName } from "@haproxy-mcp/pool-allocator";
import { showStat } from "@haproxy-mcp/runtime-api-client";
import { type DomainPattern, parseDomainPattern } from "@haproxy-mcp/validation";
import { poolOfDomain } from "../certainty/certain.js";
import type { Context } from "../context.js";
import { poolAt } from "../desired-state.js";
import type { OperationOptions } from "../options.js";
import { describeServers, type ServerView } from "../server-view.js";

export interface RunningServerView extends ServerView {
  /** HAProxy's word: `UP`, `DOWN`, `MAINT`, `DRAIN`, `UP 1/2`, …; `MISSING` when it has no such slot. */
  readonly status: string;
}

export interface ServerList {
  readonly domain: DomainPattern;
  readonly pool: PoolName;
  /** In the order of their slots. */
  readonly servers: readonly RunningServerView[];
}

/** The servers of a domain as they should be, each with its status in HAProxy now. */
export async function listServers(
  { store, node }: Context,
  input: { readonly domain: string },
  options: OperationOptions = {},
): Promise<ServerList> {
  const domain = parseDomainPattern(input.domain);
  const snapshot = await store.read(options);
  const number = poolOfDomain(snapshot, domain);
  const pool = poolName(number);
  const [rows] = await node.ask([showStat({ proxy: pool, kinds: ["server"] })], options);
  const statuses = new Map(rows.map(({ name, status }) => [name, status]));
  return {
    domain,
    pool,
    servers: describeServers(pool, poolAt(snapshot.state, number).servers).map((server) => ({
      ...server,
      status: statuses.get(server.name) ?? "MISSING",
    })),
  };
}
