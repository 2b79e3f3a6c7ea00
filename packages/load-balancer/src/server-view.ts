import type { ServerRecord, Servers } from "@haproxy-mcp/map-store";
import { type PoolName, serverName } from "@haproxy-mcp/pool-allocator";
import type { Slot } from "@haproxy-mcp/validation";

/** A server as callers see it. */
export interface ServerView extends ServerRecord {
  readonly slot: Slot;
  /** HAProxy's name for it, such as `pool_1_3`. */
  readonly name: string;
}

export function describeServer(pool: PoolName, slot: Slot, server: ServerRecord): ServerView {
  const { ip, port, weight, state } = server;
  return { slot, name: serverName(pool, slot), ip, port, weight, state };
}

/** In the order of their slots. */
export function describeServers(pool: PoolName, servers: Servers): readonly ServerView[] {
  return [...servers]
    .map(([slot, server]) => describeServer(pool, slot, server))
    .sort((one, other) => one.slot - other.slot);
}
