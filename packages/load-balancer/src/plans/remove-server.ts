import type { DesiredState } from "@haproxy-mcp/map-store";
import type { PoolSource } from "@haproxy-mcp/pool-allocator";
import { type DomainPattern, poolName, type Slot } from "@haproxy-mcp/validation";
import { poolOfDomain, serversOfPool, withoutServer } from "../desired-state.js";
import { LoadBalancerError } from "../errors.js";
import { describeServer } from "../server-view.js";
import type { ChangedServer } from "./add-server.js";
import { assertSlotInRange } from "./choose-slot.js";
import type { Plan } from "./plan.js";

export function planRemoveServer(
  state: DesiredState,
  pools: PoolSource,
  { domain, slot }: { readonly domain: DomainPattern; readonly slot: Slot },
): Plan<ChangedServer> {
  const pool = poolOfDomain(state, domain);
  const name = poolName(pool);
  assertSlotInRange(pools, slot);
  const server = serversOfPool(state, pool).get(slot);
  if (server === undefined) {
    throw new LoadBalancerError("SLOT_EMPTY", `slot ${slot} of ${domain} has no server`, { field: "slot" });
  }
  return {
    state: withoutServer(state, pool, slot),
    result: { domain, pool: name, server: describeServer(name, slot, server) },
  };
}
