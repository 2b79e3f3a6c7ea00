import { sameRecord } from "@haproxy-mcp/map-store";
import { type PoolRange, poolName } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern, Slot } from "@haproxy-mcp/validation";
import { atIndex } from "../at-index.js";
import { poolOfDomain } from "../certainty/certain.js";
import { sharedWith } from "../desired-state.js";
import type { ServerView } from "../server-view.js";
import { planAddServer, type ServerToAdd } from "./add-server.js";
import type { Ground } from "./ground.js";
import type { Plan } from "./plan.js";
import type { ChangedServers } from "./set-servers.js";

export type ServersToAdd = readonly Omit<ServerToAdd, "domain" | "claimed">[];

/** The servers in the order they were given. */
export interface AddedServers extends ChangedServers {
  /** Those that were there before, equal in all their values. */
  readonly unchanged: readonly ServerView[];
  /** What was in the slots of others, and was replaced. */
  readonly replaced: readonly ServerView[];
}

/**
 * Adds several servers, all or none. Slots that were asked for are taken before free ones are looked for, whatever the
 * order.
 */
export function planAddServers(
  ground: Ground,
  pools: PoolRange,
  domain: DomainPattern,
  servers: ServersToAdd,
): Plan<AddedServers> {
  const number = poolOfDomain(ground, domain);
  const added: ServerView[] = [];
  const unchanged: ServerView[] = [];
  const replaced: ServerView[] = [];
  const claimed = new Set<Slot>();
  let planned = ground.state;
  const indexes = [...servers.keys()];
  const bySlot = (wants: boolean) => indexes.filter((i) => (servers[i]?.slot !== undefined) === wants);
  for (const index of [...bySlot(true), ...bySlot(false)]) {
    const wanted = servers[index];
    if (wanted === undefined) continue;
    const { state, result } = atIndex(index, () =>
      planAddServer({ ...ground, state: planned }, pools, { domain, ...wanted, claimed }),
    );
    const { server, previous } = result;
    planned = state;
    added[index] = server;
    if (previous !== undefined && !claimed.has(server.slot))
      (sameRecord(server, previous) ? unchanged : replaced).push(previous);
    claimed.add(server.slot);
  }
  return {
    state: planned,
    result: {
      domain,
      pool: poolName(number),
      sharedWith: sharedWith(planned, number, domain),
      servers: added,
      unchanged,
      replaced,
    },
  };
}
