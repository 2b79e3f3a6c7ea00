import {
  type DesiredState,
  mapKey,
  patternOfMapKey,
  poolOf,
  type RefuseServer,
  type ServerRecord,
  type StateChange,
  type StateSnapshot,
} from "@haproxy-mcp/map-store";
import { poolNumber, slotOfServer } from "@haproxy-mcp/pool-allocator";
import { ipAddressSchema, portSchema, type Slot, weightSchema } from "@haproxy-mcp/validation";
import { assess } from "../certainty/assess.js";
import type { Protection } from "../certainty/protection.js";
import { assertNotMost } from "../certainty/too-small.js";
import { namesIn, poolAt, withDomain, withoutDomain, withoutServer, withServer } from "../desired-state.js";
import {
  type Difference,
  differences,
  isUnspecified,
  type MapDifference,
  type ServerDifference,
} from "../node/difference.js";
import type { RunningSlot, RunningState } from "../node/running-state.js";

export interface Adopted {
  /** What is written into the files as HAProxy has it. */
  readonly adopted: readonly Difference[];
  /** What the files can't express, such as a name with two backends, or a name that went from one pool to another. */
  readonly notAdopted: readonly Difference[];
}

/**
 * Takes what runs into the desired state: what was changed by hand on HAProxy's socket, and what the files have lost. Names first:
 * a pool without names has no servers. What is uncertain stays as it is, and what is refused is not taken.
 *
 * @throws LoadBalancerError `STATE_TOO_SMALL` when HAProxy lacks most of what the files hold: HAProxy has lost it
 */
export function planAdoptRunning(snapshot: StateSnapshot, running: RunningState): StateChange<Adopted> {
  const { state, missing, refuse = () => undefined } = snapshot;
  const { protection } = assess(snapshot, running);
  const found = (state: DesiredState) => differences(state, running, "all", protection);
  assertNothingLost(state, found(state));
  const names = adoptAll(state, found(state).filter(isOfMap), adoptName);
  const servers = adoptAll(names.state, found(names.state).filter(isOfServer), adoptServer(refuse));
  const notAdopted = found(servers.state);
  const release = [...missing.keys()].filter((name) => !isKept(mapKey(name), running, protection));
  return {
    state: servers.state,
    release,
    result: { adopted: [...names.adopted, ...servers.adopted], notAdopted },
  };
}

/** A name that HAProxy routes, or that is uncertain, was not removed. */
function isKept(key: string, { map }: RunningState, { keepsRoute }: Protection): boolean {
  return map.has(key) || keepsRoute(key);
}

const isOfMap = (one: Difference): one is MapDifference => one.kind === "map";
const isOfServer = (one: Difference): one is ServerDifference => one.kind === "server";

function adoptAll<Kind extends Difference>(
  state: DesiredState,
  found: readonly Kind[],
  adopt: (state: DesiredState, difference: Kind) => DesiredState | undefined,
): { readonly state: DesiredState; readonly adopted: readonly Kind[] } {
  const adopted: Kind[] = [];
  let planned = state;
  for (const difference of found) {
    const next = adopt(planned, difference);
    if (next === undefined) continue;
    planned = next;
    adopted.push(difference);
  }
  return { state: planned, adopted };
}

function adoptName(state: DesiredState, { key, desired, running }: MapDifference): DesiredState | undefined {
  const pattern = patternOfMapKey(key);
  if (pattern === undefined) return undefined;
  const [entry, another] = running;
  const poolBefore = poolOf(state, pattern);
  if (entry === undefined)
    return poolBefore === undefined ? undefined : withoutDomain(state, pattern, poolBefore);
  const pool = poolNumber(entry.value);
  // A name that went from one pool to another is moved by the files alone.
  if (desired !== undefined || another !== undefined || pool === undefined) return undefined;
  return withDomain(state, pattern, pool);
}

const adoptServer =
  (refuse: RefuseServer) =>
  (state: DesiredState, { pool, name, desired, running }: ServerDifference): DesiredState | undefined => {
    const number = poolNumber(pool);
    const slot = slotOfServer(pool, name) as Slot | undefined;
    if (number === undefined || slot === undefined || running === undefined) return undefined;
    if (isUnspecified(running.ip)) {
      return desired !== undefined && running.state === "maint"
        ? withoutServer(state, number, slot)
        : undefined;
    }
    const record = recordOf(running);
    if (record === undefined || refuse(record) !== undefined) return undefined;
    return poolAt(state, number).names.size === 0 ? undefined : withServer(state, number, slot, record);
  };

function recordOf({ ip, port, weight, state }: RunningSlot): ServerRecord | undefined {
  const address = ipAddressSchema.safeParse(ip).data;
  const validPort = portSchema.safeParse(port).data;
  const validWeight = weightSchema.safeParse(weight).data;
  if (address === undefined || validPort === undefined || validWeight === undefined) return undefined;
  return { ip: address, port: validPort, weight: validWeight, state };
}

function assertNothingLost(state: DesiredState, found: readonly Difference[]): void {
  const names = found.filter(
    ({ kind, running }) => kind === "map" && (running as readonly unknown[]).length === 0,
  );
  assertNotMost(
    names.length,
    namesIn(state) - names.length,
    "names of domains.map are not routed by HAProxy",
  );
  const isEmptied = (one: Difference) =>
    one.kind === "server" && one.desired !== undefined && isUnspecified(one.running?.ip ?? "-");
  const servers = [...state.pools.values()].reduce((sum, { servers }) => sum + servers.size, 0);
  const emptied = found.filter(isEmptied).length;
  assertNotMost(emptied, servers - emptied, "servers of servers.json are not in HAProxy");
}
