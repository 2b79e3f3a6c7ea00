import { type PoolRange, poolName } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { atIndex } from "../at-index.js";
import { poolOfDomain } from "../certainty/certain.js";
import { sharedWith } from "../desired-state.js";
import type { ServerView } from "../server-view.js";
import { planAddServer, type ServerToAdd } from "./add-server.js";
import type { Ground } from "./ground.js";
import type { Plan } from "./plan.js";
import type { ChangedServers } from "./set-servers.js";

/**
 * Adds several servers, all or none. Slots that were asked for are taken before free ones are looked for, whatever the
 * order. The result has them in the order they were given.
 */
export function planAddServers(
  ground: Ground,
  pools: PoolRange,
  domain: DomainPattern,
  servers: readonly Omit<ServerToAdd, "domain">[],
): Plan<ChangedServers> {
  const number = poolOfDomain(ground, domain);
  const added: ServerView[] = [];
  let planned = ground.state;
  const indexes = [...servers.keys()];
  const bySlot = (wants: boolean) => indexes.filter((i) => (servers[i]?.slot !== undefined) === wants);
  for (const index of [...bySlot(true), ...bySlot(false)]) {
    const server = servers[index];
    if (server === undefined) continue;
    const one = atIndex(index, () =>
      planAddServer({ ...ground, state: planned }, pools, { domain, ...server }),
    );
    planned = one.state;
    added[index] = one.result.server;
  }
  const shared = sharedWith(planned, number, domain);
  return {
    state: planned,
    result: { domain, pool: poolName(number), sharedWith: shared, servers: added },
  };
}
