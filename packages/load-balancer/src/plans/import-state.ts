import { type DesiredState, type Pool, type Servers, sameRecord } from "@haproxy-mcp/map-store";
import { type PoolName, type PoolRange, poolName, poolNumber } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern, Slot } from "@haproxy-mcp/validation";
import {
  assertPoolIsCertain,
  assertRecordsAreCertain,
  assertServersAreCertain,
  assertUnrouted,
  problemsBySlot,
} from "../certainty/certain.js";
import { type PlannedSlot, routesAndSlots } from "../changes/describe-outlook.js";
import { type Move, poolAt, poolFinder, withMoves } from "../desired-state.js";
import { LoadBalancerError } from "../errors.js";
import type { StateDifference } from "../recording.js";
import { differenceOf } from "../state-difference.js";
import { assertNoOrphan } from "./add-domain.js";
import { chooseSlot } from "./choose-slot.js";
import { createFreePools } from "./free-pools.js";
import type { Ground } from "./ground.js";
import type { Plan } from "./plan.js";
import { assertNotRefused } from "./refused.js";

/** What is in the slots is replaced. */
const NOTHING_THERE: Servers = new Map();

export interface StateToImport {
  /** A name is in one of them only. */
  readonly pools: readonly Pool[];
  /** Removes the names that none of the pools has. */
  readonly prune: boolean;
}

/** A name that is routed otherwise, or whose servers change. */
export interface ChangedName {
  readonly domain: DomainPattern;
  /** `undefined` for a new name. */
  readonly from: PoolName | undefined;
  /** `undefined` for one that is removed. */
  readonly to: PoolName | undefined;
  /** Those that change of its pool, which other names may share. */
  readonly slots: readonly PlannedSlot[];
  /** None of the pools has it: it is removed, or gets the servers of names that it shares its pool with. */
  readonly isBeside: boolean;
}

export interface PlannedImport {
  /** By name. */
  readonly changes: readonly ChangedName[];
  /** How many names of the pools are as they are to be. */
  readonly unchanged: number;
  /** How many names that none of the pools has stay as they are. */
  readonly kept: number;
  readonly difference: StateDifference;
}

/**
 * Makes the desired state have these names with these servers. A pool in use keeps its number, where most of its names are to be
 * together; others get the lowest free ones. Names that are left stay as they are, with the servers of the pool that they share.
 *
 * @throws LoadBalancerError whose field names the pool at fault: `pools[2]`
 */
export function planImportState(
  ground: Ground,
  pools: PoolRange,
  { pools: wanted, prune }: StateToImport,
): Plan<PlannedImport> {
  const before = ground.state;
  const count = wanted.reduce((sum, { names }) => sum + names.size, 0);
  const find = poolFinder(before, count);
  const homes = homesOf(ground, pools, wanted, find);
  const moves = movesTo(homes, wanted, find);
  const left = namesBeside(before, wanted);
  if (prune) for (const { name, from } of left) moves.push({ name, from, to: undefined });
  const moved = withMoves(before, moves);
  for (const move of moves) assertMovable(ground, moved, move);
  const after = new Map(moved.pools);
  for (const [index, { names, servers }] of wanted.entries()) {
    const home = homes[index] ?? 0;
    const slots = changedSlots(poolAt(before, home).servers, servers);
    if (slots.length === 0) continue;
    atPool(index, names, () => assertServers(ground, pools, { home, names, servers, slots }));
    after.set(home, { names: poolAt(moved, home).names, servers });
  }
  const state = { ...moved, pools: after };
  const difference = differenceOf(before, state);
  const changes = changedNames(difference, state, new Set(left.map(({ name }) => name)));
  const changedBeside = changes.filter(({ isBeside }) => isBeside).length;
  return {
    state,
    result: {
      changes,
      unchanged: count - (changes.length - changedBeside),
      kept: left.length - changedBeside,
      difference,
    },
  };
}

type Find = (name: DomainPattern) => number | undefined;

/** The number of each pool: of those in use that its names are in, the one with most of them; otherwise a free one. */
function homesOf(ground: Ground, pools: PoolRange, wanted: readonly Pool[], find: Find): readonly number[] {
  const taken = new Set<number>();
  const inUse = wanted.map(({ names }) => {
    const counts = new Map<number, number>();
    for (const name of names) {
      const pool = find(name);
      if (pool !== undefined && !taken.has(pool)) counts.set(pool, (counts.get(pool) ?? 0) + 1);
    }
    const [most] = [...counts].sort(([one, its], [other, others]) => others - its || one - other);
    if (most !== undefined) taken.add(most[0]);
    return most?.[0];
  });
  const take = createFreePools(ground, pools);
  return wanted.map(({ names }, index) => inUse[index] ?? atPool(index, names, () => take(names)));
}

function movesTo(homes: readonly number[], wanted: readonly Pool[], find: Find): Move[] {
  return wanted.flatMap(({ names }, index) =>
    [...names].flatMap((name) => {
      const [from, to] = [find(name), homes[index]];
      return from === to ? [] : [{ name, from, to }];
    }),
  );
}

function namesBeside({ pools }: DesiredState, wanted: readonly Pool[]): readonly Omit<Move, "to">[] {
  const given = new Set(wanted.flatMap(({ names }) => [...names]));
  return [...pools].flatMap(([from, { names }]) =>
    [...names].flatMap((name) => (given.has(name) ? [] : [{ name, from }])),
  );
}

/** A pool that is left by its last name is emptied. @throws LoadBalancerError `DOMAIN_EXISTS`, `ORPHANED`, `UNCERTAIN` */
function assertMovable(ground: Ground, moved: DesiredState, { name, from }: Move): void {
  if (from === undefined) {
    assertUnrouted(ground, name, "document");
    assertNoOrphan(ground, name, "document");
  } else if (poolAt(moved, from).names.size === 0) assertPoolIsCertain(ground, from);
  else assertRecordsAreCertain(ground, name);
}

function changedSlots(now: Servers, servers: Servers): readonly Slot[] {
  const slots = new Set([...now.keys(), ...servers.keys()]);
  return [...slots].filter((slot) => !sameRecord(now.get(slot), servers.get(slot)));
}

/** @throws LoadBalancerError `REFUSED_SERVER`, `SLOT_OUT_OF_RANGE`, `SLOT_TAKEN`, `UNCERTAIN` */
function assertServers(
  ground: Ground,
  pools: PoolRange,
  { home, names, servers, slots }: Pool & { readonly home: number; readonly slots: readonly Slot[] },
): void {
  const uncertain = problemsBySlot(ground, home, names);
  for (const slot of slots) {
    const server = servers.get(slot);
    if (server !== undefined) {
      assertNotRefused(ground, server);
      chooseSlot(pools, NOTHING_THERE, { server, slot }, uncertain);
    }
    assertServersAreCertain(ground, home, slot);
  }
}

function changedNames(
  difference: StateDifference,
  state: DesiredState,
  besides: ReadonlySet<DomainPattern>,
): readonly ChangedName[] {
  const { routes, slots } = routesAndSlots(difference);
  const slotsOf = new Map<PoolName, PlannedSlot[]>();
  for (const slot of slots) {
    const its = slotsOf.get(slot.pool) ?? [];
    its.push(slot);
    slotsOf.set(slot.pool, its);
  }
  const routed = new Set(routes.map(({ domain }) => domain));
  const others = [...slotsOf.keys()].flatMap((pool) =>
    [...poolAt(state, poolNumber(pool) ?? 0).names].flatMap((domain) =>
      routed.has(domain) ? [] : [{ domain, from: pool, to: pool }],
    ),
  );
  return [...routes, ...others]
    .map((one) => ({
      ...one,
      slots: slotsOf.get(one.to ?? one.from ?? poolName(0)) ?? [],
      isBeside: besides.has(one.domain),
    }))
    .sort((one, other) => (one.domain < other.domain ? -1 : 1));
}

/** Names the pool that an error is about. */
function atPool<Result>(index: number, names: Pool["names"], run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (!LoadBalancerError.isInstance(error)) throw error;
    const [first = poolName(index + 1)] = names;
    throw new LoadBalancerError(error.code, `${first}: ${error.message}`, {
      field: `pools[${index}]`,
      cause: error,
    });
  }
}
