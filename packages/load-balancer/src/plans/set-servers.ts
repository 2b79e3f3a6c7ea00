import type { ServerRecord, Servers } from "@haproxy-mcp/map-store";
import { type PoolName, type PoolRange, poolName } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern, ServerState, Slot } from "@haproxy-mcp/validation";
import { assertServersAreCertain, poolOfDomain } from "../certainty/certain.js";
import { poolAt, sharedWith, withServer, withSlots } from "../desired-state.js";
import { LoadBalancerError } from "../errors.js";
import { describeServer, describeServers, type ServerView } from "../server-view.js";
import type { ChangedServer } from "./add-server.js";
import { assertSlotInRange } from "./choose-slot.js";
import type { Ground } from "./ground.js";
import type { Plan } from "./plan.js";

/** What to change of a server. */
export type ServerChange = Partial<Pick<ServerRecord, "state" | "weight">>;

/** A server of a domain, as it was and as it is. */
export interface SetServer extends ChangedServer {
  readonly previous: ServerView;
}

/** All servers of a domain, after a change. */
export interface ChangedServers {
  readonly domain: DomainPattern;
  readonly pool: PoolName;
  /** Other names that use the pool. */
  readonly sharedWith: readonly DomainPattern[];
  /** In the order of their slots. */
  readonly servers: readonly ServerView[];
}

/** Changes one server and leaves its address alone. */
export function planSetServer(
  ground: Ground,
  pools: PoolRange,
  {
    domain,
    slot,
    change,
  }: { readonly domain: DomainPattern; readonly slot: Slot; readonly change: ServerChange },
): Plan<SetServer> {
  const pool = poolOfDomain(ground, domain);
  const { state } = ground;
  assertSlotInRange(pools, slot);
  assertServersAreCertain(ground, pool, slot);
  const before = serverInSlot(poolAt(state, pool).servers, slot, domain);
  const after = { ...before, ...change };
  const name = poolName(pool);
  return {
    state: withServer(state, pool, slot, after),
    result: {
      domain,
      pool: name,
      sharedWith: sharedWith(state, pool, domain),
      server: describeServer(name, slot, after),
      previous: describeServer(name, slot, before),
    },
  };
}

/** Gives all servers of a domain one state; a domain without servers has none to change. */
export function planSetDomainState(
  ground: Ground,
  { domain, serverState }: { readonly domain: DomainPattern; readonly serverState: ServerState },
): Plan<ChangedServers> {
  const pool = poolOfDomain(ground, domain);
  assertServersAreCertain(ground, pool, undefined);
  const { state } = ground;
  const name = poolName(pool);
  const servers = new Map(
    [...poolAt(state, pool).servers].map(([slot, server]) => [slot, { ...server, state: serverState }]),
  );
  return {
    state: withSlots(state, pool, servers),
    result: {
      domain,
      pool: name,
      sharedWith: sharedWith(state, pool, domain),
      servers: describeServers(name, servers),
    },
  };
}

/** @throws LoadBalancerError `SLOT_EMPTY` */
export function serverInSlot(servers: Servers, slot: Slot, domain: DomainPattern): ServerRecord {
  const server = servers.get(slot);
  if (server !== undefined) return server;
  throw new LoadBalancerError("SLOT_EMPTY", `slot ${slot} of ${domain} has no server`, { field: "slot" });
}
