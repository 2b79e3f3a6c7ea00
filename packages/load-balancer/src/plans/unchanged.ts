import { mapKey, poolOf, type ServerRecord, sameRecord } from "@haproxy-mcp/map-store";
import { poolName, serverName } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern, Slot } from "@haproxy-mcp/validation";
import { assertCertain, assertServersAreCertain } from "../certainty/certain.js";
import { poolAt, poolFinder } from "../desired-state.js";
import { LoadBalancerError } from "../errors.js";
import { describeRecord } from "../node/describe-difference.js";
import type { SlotDifference, StateDifference } from "../recording.js";
import type { Ground } from "./ground.js";

const SHOWN_AT_MOST = 3;

/** One name or slot that is not as a change left it, in words. */
type Changed = { readonly text: string } & (
  | { readonly name: DomainPattern }
  | { readonly pool: number; readonly slot: Slot }
);

/**
 * What a change left is still there, and its pools still are of the same names.
 *
 * @throws LoadBalancerError `CHANGED_SINCE` with the names and slots for which that is not so; `UNCERTAIN` where it is not known
 */
export function assertUnchanged(ground: Ground, difference: StateDifference): void {
  const changed = [
    ...changedNames(ground, difference),
    ...[...partsByPool(difference)].flatMap(([pool, part]) => changedPool(ground, pool, part)),
  ];
  if (changed.length === 0) return;
  const texts = changed.slice(0, SHOWN_AT_MOST).map(({ text }) => text);
  const more = changed.length - texts.length;
  const message = `changed since: ${texts.join("; ")}${more === 0 ? "" : `; and ${more} more`}`;
  throw new LoadBalancerError("CHANGED_SINCE", message, {
    changed: {
      names: changed.flatMap((one) => ("name" in one ? [one.name] : [])),
      slots: changed.flatMap((one) => ("slot" in one ? [{ pool: one.pool, slot: one.slot }] : [])),
    },
  });
}

/** What a difference says of one pool. */
interface PoolPart {
  readonly came: DomainPattern[];
  readonly servers: SlotDifference[];
  /** Names that it had before the change and after it. */
  stayed: readonly DomainPattern[] | undefined;
}

function partsByPool({ names, servers, kept }: StateDifference): ReadonlyMap<number, PoolPart> {
  const parts = new Map<number, PoolPart>();
  const partOf = (pool: number): PoolPart => {
    const part = parts.get(pool) ?? { came: [], servers: [], stayed: undefined };
    parts.set(pool, part);
    return part;
  };
  for (const { name, before, after } of names) {
    if (before !== undefined) partOf(before);
    if (after !== undefined) partOf(after).came.push(name);
  }
  for (const one of servers) partOf(one.pool).servers.push(one);
  for (const one of kept) {
    const part = parts.get(one.pool);
    if (part !== undefined) part.stayed = one.names;
  }
  return parts;
}

function changedNames(ground: Ground, { names }: StateDifference): Changed[] {
  const find = poolFinder(ground.state, names.length);
  return names.flatMap(({ name, after }) => {
    const now = find(name);
    const backend = now === undefined ? ground.state.foreign.get(mapKey(name)) : poolName(now);
    if (now === after && (after !== undefined || backend === undefined)) return [];
    if (backend === undefined) assertCertain(ground, name, "change");
    const left = after === undefined ? "removed" : `in ${poolName(after)}`;
    return [{ name, text: `${name} is ${backend === undefined ? "removed" : `in ${backend}`}, not ${left}` }];
  });
}

/** Of a pool that the change left in use. */
function changedPool(ground: Ground, pool: number, { came, servers, stayed }: PoolPart): Changed[] {
  const now = poolAt(ground.state, pool);
  const owners = stayed ?? came;
  if (!owners.some((name) => now.names.has(name)))
    return (stayed ?? []).map((name) => leftPool(ground, name, pool));
  // A pool that came into use with the change goes out of use with it, so all that it has must be of the change.
  const others = stayed === undefined ? [...now.names].filter((name) => !came.includes(name)) : [];
  const left = new Map<Slot, ServerRecord | undefined>();
  if (stayed === undefined) for (const slot of now.servers.keys()) left.set(slot, undefined);
  for (const one of servers) left.set(one.slot, one.after);
  return [
    ...others.map((name) => ({ name, text: `${name} is in ${poolName(pool)}, too` })),
    ...[...left].flatMap(([slot, after]) => {
      assertServersAreCertain(ground, pool, slot);
      const server = now.servers.get(slot);
      if (sameRecord(server, after)) return [];
      const [is, was] = [server, after].map((one) => (one === undefined ? "empty" : describeRecord(one)));
      return [{ pool, slot, text: `${serverName(poolName(pool), slot)} is ${is}, not ${was}` }];
    }),
  ];
}

function leftPool(ground: Ground, name: DomainPattern, pool: number): Changed {
  if (poolOf(ground.state, name) === undefined) assertCertain(ground, name, "change");
  return { name, text: `${name} is no longer in ${poolName(pool)}` };
}
