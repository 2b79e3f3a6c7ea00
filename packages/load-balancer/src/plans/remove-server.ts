import { type PoolRange, poolName } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern, Slot } from "@haproxy-mcp/validation";
import { assertServersAreCertain, poolOfDomain } from "../certainty/certain.js";
import { poolAt, withoutServer } from "../desired-state.js";
import { describeServer } from "../server-view.js";
import type { ChangedServer } from "./add-server.js";
import { assertSlotInRange } from "./choose-slot.js";
import type { Ground } from "./ground.js";
import type { Plan } from "./plan.js";
import { serverInSlot } from "./set-servers.js";

export function planRemoveServer(
  ground: Ground,
  pools: PoolRange,
  { domain, slot }: { readonly domain: DomainPattern; readonly slot: Slot },
): Plan<ChangedServer> {
  const pool = poolOfDomain(ground, domain);
  assertServersAreCertain(ground, pool, slot);
  const { state } = ground;
  const name = poolName(pool);
  assertSlotInRange(pools, slot);
  const server = serverInSlot(poolAt(state, pool).servers, slot, domain);
  return {
    state: withoutServer(state, pool, slot),
    result: { domain, pool: name, server: describeServer(name, slot, server) },
  };
}
