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

/**
 * What changes do together that were made one after another. Pure.
 *
 * @param differences in the order of the changes
 */
export function composeDifferences(differences: readonly StateDifference[]): StateDifference {
  const names = new Map<DomainPattern, NameDifference>();
  const servers = new Map<string, SlotDifference>();
  const kept = new Map<number, readonly DomainPattern[]>();
  for (const difference of differences) {
    for (const one of difference.names)
      names.set(one.name, { ...one, before: (names.get(one.name) ?? one).before });
    for (const one of difference.servers) {
      const key = `${one.pool} ${one.slot}`;
      servers.set(key, { ...one, before: (servers.get(key) ?? one).before });
    }
    for (const { pool, names: its } of difference.kept)
      kept.set(pool, kept.get(pool)?.filter((name) => its.includes(name)) ?? its);
  }
  const changed = [...names.values()].filter(({ before, after }) => before !== after);
  const moved = new Set(changed.map(({ name }) => name));
  return {
    names: changed,
    servers: [...servers.values()]
      .filter(({ before, after }) => !sameRecord(before, after))
      .sort((one, other) => one.pool - other.pool || one.slot - other.slot),
    kept: [...kept]
      .sort(([one], [other]) => one - other)
      .flatMap(([pool, its]) => {
        const stayed = its.filter((name) => !moved.has(name));
        return stayed.length === 0 ? [] : [{ pool, names: stayed }];
      }),
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
    return sameRecord(was, will) ? [] : [{ pool, slot, before: was, after: will }];
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
