import type { Servers } from "@haproxy-mcp/map-store";
import type { PoolRange } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern } from "@haproxy-mcp/validation";
import {
  assertPoolIsCertain,
  assertRecordsAreCertain,
  assertUnrouted,
  problemsBySlot,
} from "../certainty/certain.js";
import { poolAt, withMoves, withServers } from "../desired-state.js";
import type { StateDifference } from "../recording.js";
import { differenceOf } from "../state-difference.js";
import { assertNoOrphan } from "./add-domain.js";
import { chooseSlot } from "./choose-slot.js";
import { createFreePools } from "./free-pools.js";
import type { Ground } from "./ground.js";
import type { Plan } from "./plan.js";
import { assertNotRefused } from "./refused.js";
import { assertUnchanged } from "./unchanged.js";

/** What an undo changed. */
export interface Undone {
  /** What was changed: the reverse of the change that was undone, in another pool where its own was given away. */
  readonly difference: StateDifference;
}

const NO_SERVERS: Servers = new Map();

/**
 * Brings back what a change changed. Names that had a pool to themselves get it again if it is free or resting for them, otherwise the
 * lowest free one, with their servers in the same slots.
 *
 * @throws LoadBalancerError `CHANGED_SINCE`, and what the plans of other changes throw
 */
export function planUndo(ground: Ground, pools: PoolRange, difference: StateDifference): Plan<Undone> {
  const { names, servers } = difference;
  assertUnchanged(ground, difference);
  let state = withMoves(
    ground.state,
    names.map(({ name, after: from }) => ({ name, from, to: undefined })),
  );
  for (const { name, after } of names) {
    if (after === undefined) continue;
    if (poolAt(state, after).names.size === 0) assertPoolIsCertain(ground, after);
    else assertRecordsAreCertain(ground, name);
  }
  const targets = targetPools(ground, pools, difference);
  const target = (pool: number) => targets.get(pool) ?? pool;
  for (const { name, before, after } of names) {
    if (before === undefined || after !== undefined) continue;
    assertUnrouted(ground, name, "change");
    assertNoOrphan(ground, name, "change");
  }
  const returning = names.map(({ name, before }) => ({
    name,
    from: undefined,
    to: before === undefined ? undefined : target(before),
  }));
  state = withMoves(state, returning);
  const placed = servers.map(({ pool, slot, before }) => {
    if (before !== undefined) {
      assertNotRefused(ground, before);
      const uncertain = problemsBySlot(ground, target(pool), poolAt(state, target(pool)).names);
      chooseSlot(pools, NO_SERVERS, { server: before, slot }, uncertain);
    }
    return { pool: target(pool), slot, server: before };
  });
  state = withServers(state, placed);
  return { state, result: { difference: differenceOf(ground.state, state) } };
}

/** Where names go whose pool went out of use, by that pool. */
function targetPools(
  ground: Ground,
  pools: PoolRange,
  { names, kept }: StateDifference,
): ReadonlyMap<number, number> {
  const inUse = new Set(kept.map(({ pool }) => pool));
  const namesOf = new Map<number, Set<DomainPattern>>();
  for (const { name, before: pool } of names) {
    if (pool === undefined || inUse.has(pool)) continue;
    namesOf.set(pool, (namesOf.get(pool) ?? new Set()).add(name));
  }
  const take = createFreePools(ground, pools);
  return new Map([...namesOf].map(([pool, its]) => [pool, take(its, pool)]));
}
