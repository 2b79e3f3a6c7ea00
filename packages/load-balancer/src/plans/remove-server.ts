import { type PoolRange, poolName } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern, Slot } from "@haproxy-mcp/validation";
import { assertServersAreCertain, poolOfDomain, refusedIn } from "../certainty/certain.js";
import { poolAt, sharedWith, withoutServer } from "../desired-state.js";
import { describeServer } from "../server-view.js";
import type { ChangedServer } from "./add-server.js";
import { assertSlotInRange } from "./choose-slot.js";
import type { Ground } from "./ground.js";
import type { Plan } from "./plan.js";
import { serverInSlot } from "./set-servers.js";

/** A record in the slot that is refused is deleted, too. */
export function planRemoveServer(
  ground: Ground,
  pools: PoolRange,
  { domain, slot }: { readonly domain: DomainPattern; readonly slot: Slot },
): Plan<ChangedServer> {
  const pool = poolOfDomain(ground, domain);
  const { state, problems } = ground;
  const refused = refusedIn(ground, pool, slot);
  const others = problems.filter(({ kind, slot: its }) => kind !== "REFUSED" || its !== slot);
  assertServersAreCertain({ ...ground, problems: others }, pool, slot);
  const name = poolName(pool);
  assertSlotInRange(pools, slot);
  const { servers } = poolAt(state, pool);
  const [first] = servers.has(slot) ? [] : refused;
  const server = first?.server ?? serverInSlot(servers, slot, domain);
  return {
    state: withoutServer(state, pool, slot),
    discardRefused: refused,
    result: {
      domain,
      pool: name,
      sharedWith: sharedWith(state, pool, domain),
      server: describeServer(name, slot, server),
    },
  };
}
