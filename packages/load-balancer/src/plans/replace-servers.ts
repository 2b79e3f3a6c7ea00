import type { DesiredState, ServerRecord } from "@haproxy-mcp/map-store";
import { type PoolName, type PoolRange, poolName } from "@haproxy-mcp/pool-allocator";
import { type DomainPattern, type Slot, ValidationError } from "@haproxy-mcp/validation";
import { atIndex } from "../at-index.js";
import { assertServersAreCertain, poolOfDomain, problemsBySlot } from "../certainty/certain.js";
import { poolAt, sharedWith, withoutServer, withServer } from "../desired-state.js";
import { LoadBalancerError } from "../errors.js";
import { describeRecord } from "../node/describe-difference.js";
import { assertSlotInRange, chooseSlot } from "./choose-slot.js";
import type { Ground } from "./ground.js";
import type { Plan } from "./plan.js";
import { assertNotRefused } from "./refused.js";
import { serverInSlot } from "./set-servers.js";

export interface Replacement {
  readonly domain: DomainPattern;
  /** The servers that the domain gets. */
  readonly servers: readonly ServerRecord[];
  /** Slots whose servers go; `undefined` for all. */
  readonly slots: readonly Slot[] | undefined;
}

/** A slot that a replacement changes. */
export interface ReplacedSlot {
  readonly slot: Slot;
  /** `undefined` for an empty slot. */
  readonly before: ServerRecord | undefined;
  /** `undefined` for a server that goes. */
  readonly after: ServerRecord | undefined;
}

export interface StagedReplacement {
  readonly domain: DomainPattern;
  readonly pool: PoolName;
  /** Other names that use the pool. */
  readonly sharedWith: readonly DomainPattern[];
  /** Servers that take no traffic before their switch. */
  readonly joining: readonly ReplacedSlot[];
  /** Servers that take traffic before and after. */
  readonly staying: readonly ReplacedSlot[];
  readonly leaving: readonly ReplacedSlot[];
}

/**
 * The first step: servers that take no traffic yet are drained in their slots, where HAProxy checks them and sends them nothing. One
 * of the domain's that has the address and port of a new one is that server, so a replacement can be made again.
 */
export function planStage(
  ground: Ground,
  pools: PoolRange,
  { domain, servers: wanted, slots }: Replacement,
): Plan<StagedReplacement> {
  const number = poolOfDomain(ground, domain);
  assertServersAreCertain(ground, number, undefined);
  const { names, servers } = poolAt(ground.state, number);
  for (const slot of slots ?? []) {
    assertSlotInRange(pools, slot);
    serverInSlot(servers, slot, domain);
  }
  const uncertain = problemsBySlot(ground, number, names);
  const taken = new Map(servers);
  const found = wanted.map((server, index) =>
    atIndex(index, (): ReplacedSlot => {
      assertNotRefused(ground, server);
      assertOnce(wanted, index);
      const known = [...servers].find(([, other]) => isSameServer(other, server));
      const slot = known?.[0] ?? chooseSlot(pools, taken, { server, slot: undefined }, uncertain);
      taken.set(slot, server);
      return { slot, before: known?.[1], after: server };
    }),
  );
  const isFound = new Set(found.map(({ slot }) => slot));
  const leaving = [...servers]
    .filter(([slot]) => !isFound.has(slot) && (slots === undefined || slots.includes(slot)))
    .map(([slot, before]): ReplacedSlot => ({ slot, before, after: undefined }));
  const takesTraffic = ({ before }: ReplacedSlot) => before?.state === "ready";
  const joining = found.filter((one) => !takesTraffic(one));
  const drained = joining.map(
    ({ slot, after }) => [slot, after && { ...after, state: "drain" as const }] as const,
  );
  return {
    state: withSlots(ground.state, number, drained),
    result: {
      domain,
      pool: poolName(number),
      sharedWith: sharedWith(ground.state, number, domain),
      joining,
      staying: found.filter(takesTraffic),
      leaving,
    },
  };
}

/** The second step: new servers take traffic, and old ones take no more, in one change. */
export function planSwitch(
  ground: Ground,
  { domain, joining, staying, leaving }: StagedReplacement,
): Plan<undefined> {
  const number = poolOfDomain(ground, domain);
  const { servers } = poolAt(ground.state, number);
  const lost = joining.find(({ slot, after }) => !isSameServer(servers.get(slot), after));
  if (lost?.after !== undefined) {
    throw new LoadBalancerError(
      "SLOT_EMPTY",
      `slot ${lost.slot} of ${domain} no longer has ${describeRecord(lost.after)}: another client changed it`,
    );
  }
  const slots = [
    ...[...joining, ...staying].map(({ slot, after }) => [slot, after] as const),
    ...kept(servers, leaving).map(
      ([slot, server]) =>
        [slot, server.state === "maint" ? server : { ...server, state: "drain" as const }] as const,
    ),
  ];
  return { state: withSlots(ground.state, number, slots), result: undefined };
}

/** The last step: old servers go, unless another client gave their slots to others. */
export function planFinish(ground: Ground, { domain, leaving }: StagedReplacement): Plan<undefined> {
  const number = poolOfDomain(ground, domain);
  const { servers } = poolAt(ground.state, number);
  const slots = kept(servers, leaving).map(([slot]) => [slot, undefined] as const);
  return { state: withSlots(ground.state, number, slots), result: undefined };
}

/** Puts everything back as it was before the first step, except what another client changed since. */
export function planRollBack(ground: Ground, { domain, ...staged }: StagedReplacement): Plan<undefined> {
  const number = poolOfDomain(ground, domain);
  const { servers } = poolAt(ground.state, number);
  const slots = [...staged.leaving, ...staged.staying, ...staged.joining]
    .filter(({ slot, before, after }) => isSameServer(servers.get(slot), after ?? before))
    .map(({ slot, before }) => [slot, before] as const);
  return { state: withSlots(ground.state, number, slots), result: undefined };
}

function isSameServer(one: ServerRecord | undefined, other: ServerRecord | undefined): boolean {
  return one !== undefined && one.ip === other?.ip && one.port === other.port;
}

/** The servers that are still in their slots. */
function kept(servers: ReadonlyMap<Slot, ServerRecord>, replaced: readonly ReplacedSlot[]) {
  return replaced.flatMap(({ slot, before }) => {
    const server = servers.get(slot);
    return server !== undefined && isSameServer(server, before) ? [[slot, server] as const] : [];
  });
}

function withSlots(
  state: DesiredState,
  pool: number,
  slots: readonly (readonly [Slot, ServerRecord | undefined])[],
): DesiredState {
  return slots.reduce(
    (planned, [slot, server]) =>
      server === undefined ? withoutServer(planned, pool, slot) : withServer(planned, pool, slot, server),
    state,
  );
}

/** @throws ValidationError for a server that is in the list before */
function assertOnce(servers: readonly ServerRecord[], index: number): void {
  const server = servers[index];
  const first = servers.findIndex((other) => isSameServer(other, server));
  if (server === undefined || first === index) return;
  throw new ValidationError("INVALID_INPUT", "ip", `${describeRecord(server)} is servers[${first}] already`);
}
