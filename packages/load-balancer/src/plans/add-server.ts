import type { ServerRecord } from "@haproxy-mcp/map-store";
import { type PoolName, type PoolRange, poolName } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { poolOfDomain, problemsBySlot } from "../certainty/certain.js";
import { poolAt, sharedWith, withServer } from "../desired-state.js";
import { describeServer, type ServerView } from "../server-view.js";
import { chooseSlot, type SlotRequest } from "./choose-slot.js";
import type { Ground } from "./ground.js";
import type { Plan } from "./plan.js";
import { assertNotRefused } from "./refused.js";

export interface ServerToAdd extends SlotRequest {
  readonly domain: DomainPattern;
}

/** A server of a domain, after a change. */
export interface ChangedServer {
  readonly domain: DomainPattern;
  readonly pool: PoolName;
  /** Other names that use the pool. */
  readonly sharedWith: readonly DomainPattern[];
  readonly server: ServerView;
}

/** A server that was added, and what its slot had. */
export interface AddedServer extends ChangedServer {
  /** What the slot had: an equal server, where the change was made before, or the one that was replaced. */
  readonly previous: ServerView | undefined;
}

export function planAddServer(
  ground: Ground,
  pools: PoolRange,
  { domain, ...request }: ServerToAdd,
): Plan<AddedServer> {
  const { server } = request;
  const pool = poolOfDomain(ground, domain);
  assertNotRefused(ground, server);
  const { state } = ground;
  const { names, servers } = poolAt(state, pool);
  const slot = chooseSlot(pools, servers, request, problemsBySlot(ground, pool, names));
  const name = poolName(pool);
  const before: ServerRecord | undefined = servers.get(slot);
  return {
    state: withServer(state, pool, slot, server),
    result: {
      domain,
      pool: name,
      sharedWith: sharedWith(state, pool, domain),
      server: describeServer(name, slot, server),
      previous: before === undefined ? undefined : describeServer(name, slot, before),
    },
  };
}
