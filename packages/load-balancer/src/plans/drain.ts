import { poolOf, type Servers } from "@haproxy-mcp/map-store";
import type { PoolRange } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern, ServerState, Slot } from "@haproxy-mcp/validation";
import { assertServersAreCertain, poolOfDomain, refusedIn } from "../certainty/certain.js";
import { poolAt, withSlots } from "../desired-state.js";
import { assertSlotInRange } from "./choose-slot.js";
import type { Ground } from "./ground.js";
import type { Plan } from "./plan.js";
import { serverInSlot } from "./set-servers.js";

/** The servers that a removal would remove: one of a domain, or all. */
export interface Leaving {
  readonly domain: DomainPattern;
  /** `undefined` for the domain itself. */
  readonly slot: Slot | undefined;
}

/** States of the servers that were set to drain, as they were before. */
export type FormerStates = ReadonlyMap<Slot, ServerState>;

/**
 * Drains the servers that a removal would remove. None, when another name still uses them; those in maintenance take
 * no traffic already, and what is refused takes none at all.
 */
export function planDrain(ground: Ground, pools: PoolRange, { domain, slot }: Leaving): Plan<FormerStates> {
  const pool = poolOfDomain(ground, domain);
  if (slot !== undefined && refusedIn(ground, pool, slot).length > 0) {
    return { state: ground.state, result: new Map() };
  }
  assertServersAreCertain(ground, pool, slot);
  const { state } = ground;
  const { names, servers } = poolAt(state, pool);
  if (slot !== undefined) assertSlotInRange(pools, slot);
  const leaving: Servers =
    slot !== undefined
      ? new Map([[slot, serverInSlot(servers, slot, domain)]])
      : names.size > 1
        ? new Map()
        : servers;
  const draining = [...leaving].filter(([, { state }]) => state !== "maint");
  return {
    state: withSlots(
      state,
      pool,
      draining.map(([number, server]) => [number, { ...server, state: "drain" }]),
    ),
    result: new Map(draining.map(([number, { state }]) => [number, state])),
  };
}

/** Gives drained servers their former states, unless they were changed by others since. */
export function planUndrain(
  { state }: Pick<Ground, "state">,
  domain: DomainPattern,
  former: FormerStates,
): Plan<undefined> {
  const pool = poolOf(state, domain);
  if (pool === undefined) return { state, result: undefined };
  const drained = [...poolAt(state, pool).servers].flatMap(([slot, server]) => {
    const before = server.state === "drain" ? former.get(slot) : undefined;
    return before === undefined ? [] : [[slot, { ...server, state: before }] as const];
  });
  return { state: withSlots(state, pool, drained), result: undefined };
}
