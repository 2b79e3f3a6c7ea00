import type { ServerRecord } from "@haproxy-mcp/map-store";
import { type PoolName, type PoolRange, poolName } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern, Slot } from "@haproxy-mcp/validation";
import { poolOfDomain, problemsBySlot } from "../certainty/certain.js";
import { poolAt, sharedWith, withServer } from "../desired-state.js";
import { describeServer, type ServerView } from "../server-view.js";
import { chooseSlot } from "./choose-slot.js";
import type { Ground } from "./ground.js";
import type { Plan } from "./plan.js";
import { assertNotRefused } from "./refused.js";

export interface ServerToAdd {
  readonly domain: DomainPattern;
  /** `undefined` takes the lowest free slot. */
  readonly slot: Slot | undefined;
  readonly server: ServerRecord;
}

/** A server of a domain, after a change. */
export interface ChangedServer {
  readonly domain: DomainPattern;
  readonly pool: PoolName;
  /** Other names that use the pool. */
  readonly sharedWith: readonly DomainPattern[];
  readonly server: ServerView;
}

export function planAddServer(
  ground: Ground,
  pools: PoolRange,
  { domain, slot: wanted, server }: ServerToAdd,
): Plan<ChangedServer> {
  const pool = poolOfDomain(ground, domain);
  assertNotRefused(ground, server);
  const { state } = ground;
  const name = poolName(pool);
  const slot = chooseSlot(pools, poolAt(state, pool).servers, wanted, problemsBySlot(ground, pool, domain));
  return {
    state: withServer(state, pool, slot, server),
    result: {
      domain,
      pool: name,
      sharedWith: sharedWith(state, pool, domain),
      server: describeServer(name, slot, server),
    },
  };
}
