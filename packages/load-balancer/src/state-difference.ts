import { changedPools, type DesiredState, sameRecord } from "@haproxy-mcp/map-store";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { poolAt } from "./desired-state.js";
import type { KeptNames, NameDifference, SlotDifference, StateDifference } from "./recording.js";

const MOST_KEPT_NAMES = 20;

/** What differs between two states, by pool. Pure. */
export function differenceOf(before: DesiredState, after: DesiredState): StateDifference {
  const pools = [...changedPools(before, after)].sort((one, other) => one - other);
  return {
    names: changedNames(pools, before, after),
    servers: pools.flatMap((pool) => changedSlots(pool, before, after)),
    kept: pools.flatMap((pool) => keptNames(pool, before, after)),
  };
}

export function isEmpty({ names, servers }: StateDifference): boolean {
  return names.length === 0 && servers.length === 0;
}

function changedNames(pools: readonly number[], before: DesiredState, after: DesiredState): NameDifference[] {
  const changed = new Map<DomainPattern, NameDifference>();
  for (const pool of pools) {
    const [old, next] = [poolAt(before, pool).names, poolAt(after, pool).names];
    for (const name of old)
      if (!next.has(name)) changed.set(name, { name, before: pool, after: changed.get(name)?.after });
    for (const name of next)
      if (!old.has(name)) changed.set(name, { name, before: changed.get(name)?.before, after: pool });
  }
  return [...changed.values()];
}

function changedSlots(pool: number, before: DesiredState, after: DesiredState): SlotDifference[] {
  const [old, next] = [poolAt(before, pool).servers, poolAt(after, pool).servers];
  const slots = [...new Set([...old.keys(), ...next.keys()])].sort((one, other) => one - other);
  return slots.flatMap((slot) => {
    const [was, will] = [old.get(slot), next.get(slot)];
    return was !== undefined && sameRecord(was, will) ? [] : [{ pool, slot, before: was, after: will }];
  });
}

function keptNames(pool: number, before: DesiredState, after: DesiredState): KeptNames[] {
  const { names: next } = poolAt(after, pool);
  const names: DomainPattern[] = [];
  for (const name of poolAt(before, pool).names) {
    if (next.has(name)) names.push(name);
    if (names.length === MOST_KEPT_NAMES) break;
  }
  return names.length === 0 ? [] : [{ pool, names }];
}
