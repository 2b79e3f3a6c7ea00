import { type DesiredState, patternOfMapKey, poolOf, type ServerRecord } from "@haproxy-mcp/map-store";
import { poolNumber, slotOfServer } from "@haproxy-mcp/pool-allocator";
import { ipAddressSchema, portSchema, type Slot, weightSchema } from "@haproxy-mcp/validation";
import { namesIn, poolAt, withDomain, withoutDomain, withoutServer, withServer } from "../desired-state.js";
import {
  type Difference,
  differences,
  isUnspecified,
  type MapDifference,
  type ServerDifference,
} from "../node/difference.js";
import type { RunningSlot, RunningState } from "../node/running-state.js";
import { assertNotTooSmall } from "../too-small.js";
import type { Plan } from "./plan.js";

export interface Adopted {
  /** What the files say now as HAProxy has it. */
  readonly adopted: readonly Difference[];
  /** What the files cannot say, such as a name with two backends, or a name that went from one pool to another. */
  readonly notAdopted: readonly Difference[];
}

/**
 * Takes what was changed by hand on HAProxy's socket into the desired state. Names first: a pool without names
 * has no servers.
 *
 * @throws LoadBalancerError `STATE_TOO_SMALL` when HAProxy lacks most of what the files say: it has lost it, nobody took it away
 */
export function planAdoptRunning(state: DesiredState, running: RunningState): Plan<Adopted> {
  assertNothingLost(state, differences(state, running, "all"));
  const names = adoptAll(state, mapDifferences(state, running), adoptName);
  const servers = adoptAll(names.state, serverDifferences(names.state, running), adoptServer);
  const notAdopted = differences(servers.state, running, "all");
  return { state: servers.state, result: { adopted: [...names.adopted, ...servers.adopted], notAdopted } };
}

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
  if (entry === undefined)
    return poolOf(state, pattern) !== undefined ? withoutDomain(state, pattern) : undefined;
  const pool = poolNumber(entry.value);
  // A name that went from one pool to another is moved by the files alone.
  if (desired !== undefined || another !== undefined || pool === undefined) return undefined;
  return withDomain(state, pattern, pool);
}

function adoptServer(
  state: DesiredState,
  { pool, name, desired, running }: ServerDifference,
): DesiredState | undefined {
  const number = poolNumber(pool);
  const slot = slotOfServer(pool, name) as Slot | undefined;
  if (number === undefined || slot === undefined || running === undefined) return undefined;
  if (isUnspecified(running.ip)) {
    return desired !== undefined && running.state === "maint"
      ? withoutServer(state, number, slot)
      : undefined;
  }
  const record = recordOf(running);
  if (record === undefined || poolAt(state, number).names.size === 0) return undefined;
  return withServer(state, number, slot, record);
}

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
  assertNotTooSmall(
    names.length,
    namesIn(state) - names.length,
    "names of domains.map are not routed by HAProxy",
  );
  const isEmptied = (one: Difference) =>
    one.kind === "server" && one.desired !== undefined && isUnspecified(one.running?.ip ?? "-");
  const servers = [...state.pools.values()].reduce((sum, { servers }) => sum + servers.size, 0);
  const emptied = found.filter(isEmptied).length;
  assertNotTooSmall(emptied, servers - emptied, "servers of servers.json are not in HAProxy");
}

const mapDifferences = (state: DesiredState, running: RunningState): readonly MapDifference[] =>
  differences(state, running, "all").filter((one) => one.kind === "map");
const serverDifferences = (state: DesiredState, running: RunningState): readonly ServerDifference[] =>
  differences(state, running, "all").filter((one) => one.kind === "server");
