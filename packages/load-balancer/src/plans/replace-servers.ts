import { type ServerRecord, type Servers, sameRecord } from "@haproxy-mcp/map-store";
import { type PoolName, type PoolRange, poolName, poolNumber } from "@haproxy-mcp/pool-allocator";
import { type DomainPattern, type Slot, ValidationError } from "@haproxy-mcp/validation";
import { atIndex } from "../at-index.js";
import { assertServersAreCertain, poolOfDomain, problemsBySlot } from "../certainty/certain.js";
import { isSameServer, poolAt, sharedWith, withSlots } from "../desired-state.js";
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
  /** Ready before and after; they are to be checked healthy as well before others leave. */
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
  assertSomeTakeTraffic(servers, found, leaving);
  const isReady = ({ before }: ReplacedSlot) => before?.state === "ready";
  const joining = found.filter((one) => !isReady(one));
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
      staying: found.filter(isReady),
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
  const lost = [...joining, ...staying].find(({ slot, after }) => !isSameServer(servers.get(slot), after));
  if (lost?.after !== undefined) {
    throw new LoadBalancerError(
      "SLOT_EMPTY",
      `slot ${lost.slot} of ${domain} no longer has ${describeRecord(lost.after)}: another client changed it`,
    );
  }
  const slots = [
    ...joining.map(({ slot, after }) => [slot, after] as const),
    ...staying.map(({ slot, after }) => [slot, withWeightOf(after, servers.get(slot))] as const),
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
export function planRollBack(
  { state }: Pick<Ground, "state">,
  { pool, joining, staying, leaving }: StagedReplacement,
): Plan<undefined> {
  const number = poolNumber(pool);
  if (number === undefined) return { state, result: undefined };
  const { servers } = poolAt(state, number);
  const slots = [...leaving, ...staying, ...joining].flatMap(({ slot, before, after }) => {
    const [server, set] = [servers.get(slot), after ?? before];
    if (server === undefined || set === undefined || !isSameServer(server, set)) return [];
    const isOurs = sameRecord(server, set) || sameRecord(server, { ...set, state: "drain" });
    return before === undefined || isOurs ? [[slot, before] as const] : [];
  });
  return { state: withSlots(state, number, slots), result: undefined };
}

/** Another client may have set its state meanwhile. */
function withWeightOf(after: ServerRecord | undefined, now: ServerRecord | undefined) {
  return after && now && { ...now, weight: after.weight };
}

/** The servers that are still in their slots. */
function kept(servers: Servers, replaced: readonly ReplacedSlot[]) {
  return replaced.flatMap(({ slot, before }) => {
    const server = servers.get(slot);
    return server !== undefined && isSameServer(server, before) ? [[slot, server] as const] : [];
  });
}

/** @throws ValidationError for a server that is in the list before */
function assertOnce(servers: readonly ServerRecord[], index: number): void {
  const server = servers[index];
  const first = servers.findIndex((other) => isSameServer(other, server));
  if (server === undefined || first === index) return;
  throw new ValidationError("INVALID_INPUT", "ip", `${describeRecord(server)} is servers[${first}] already`);
}

/** @throws ValidationError for servers that all have a weight of 0, where no other takes traffic */
function assertSomeTakeTraffic(
  servers: Servers,
  found: readonly ReplacedSlot[],
  leaving: readonly ReplacedSlot[],
): void {
  const after = new Map<Slot, ServerRecord | undefined>(servers);
  for (const one of [...found, ...leaving]) after.set(one.slot, one.after);
  if ([...after.values()].some((one) => one?.state === "ready" && one.weight > 0)) return;
  throw new ValidationError("OUT_OF_RANGE", "servers[0].weight", "must be above 0 for one server at least");
}
