import { mapKey, poolOf, type ServerRecord, sameRecord } from "@haproxy-mcp/map-store";
import { poolName, serverName } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern, Slot } from "@haproxy-mcp/validation";
import { assertCertain, assertServersAreCertain } from "../certainty/certain.js";
import { poolAt } from "../desired-state.js";
import { LoadBalancerError } from "../errors.js";
import { describeRecord } from "../node/describe-difference.js";
import type { StateDifference } from "../recording.js";
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
  const { names, servers } = difference;
  const pools = new Set([
    ...names.flatMap(({ before, after }) => [before, after]),
    ...servers.map(poolOfSlot),
  ]);
  const changed = [
    ...changedNames(ground, difference),
    ...[...pools].flatMap((pool) => (pool === undefined ? [] : changedPool(ground, difference, pool))),
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

const poolOfSlot = ({ pool }: { readonly pool: number }) => pool;

function changedNames(ground: Ground, { names }: StateDifference): Changed[] {
  return names.flatMap(({ name, after }) => {
    const now = poolOf(ground.state, name);
    const backend = now === undefined ? ground.state.foreign.get(mapKey(name)) : poolName(now);
    if (now === after && (after !== undefined || backend === undefined)) return [];
    if (backend === undefined) assertCertain(ground, name, "change");
    const left = after === undefined ? "removed" : `in ${poolName(after)}`;
    return [{ name, text: `${name} is ${backend === undefined ? "removed" : `in ${backend}`}, not ${left}` }];
  });
}

/** Of a pool that the change left in use. */
function changedPool(ground: Ground, { names, servers, kept }: StateDifference, pool: number): Changed[] {
  const now = poolAt(ground.state, pool);
  const stayed = kept.find((one) => one.pool === pool)?.names;
  const came = names.flatMap(({ name, after }) => (after === pool ? [name] : []));
  const owners = stayed ?? came;
  if (!owners.some((name) => now.names.has(name)))
    return (stayed ?? []).map((name) => leftPool(ground, name, pool));
  // A pool that came into use with the change goes out of use with it, so all that it has must be of the change.
  const others = stayed === undefined ? [...now.names].filter((name) => !came.includes(name)) : [];
  const left = new Map<Slot, ServerRecord | undefined>();
  if (stayed === undefined) for (const slot of now.servers.keys()) left.set(slot, undefined);
  for (const one of servers) if (one.pool === pool) left.set(one.slot, one.after);
  return [
    ...others.map((name) => ({ name, text: `${name} is in ${poolName(pool)}, too` })),
    ...[...left].flatMap(([slot, after]) => {
      assertServersAreCertain(ground, pool, slot);
      const server = now.servers.get(slot);
      if (server === undefined ? after === undefined : sameRecord(server, after)) return [];
      const [is, was] = [server, after].map((one) => (one === undefined ? "empty" : describeRecord(one)));
      return [{ pool, slot, text: `${serverName(poolName(pool), slot)} is ${is}, not ${was}` }];
    }),
  ];
}

function leftPool(ground: Ground, name: DomainPattern, pool: number): Changed {
  if (poolOf(ground.state, name) === undefined) assertCertain(ground, name, "change");
  return { name, text: `${name} is no longer in ${poolName(pool)}` };
}
