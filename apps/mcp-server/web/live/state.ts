import type {
  CertificateRow,
  ChangeRow,
  DomainRow,
  DomainsPart,
  FindingsPart,
  HaproxyPart,
  PageEvents,
  PoolTick,
  Tick,
} from "../../src/page/model.js";

type Connection = "connecting" | "live" | "lost" | "signed-out";

/** What the stream has said so far. `undefined`: nothing yet. */
export interface LiveState {
  readonly connection: Connection;
  /** Milliseconds since 1970 by the clock of the server; 0: never. */
  readonly receivedAt: number;
  readonly haproxy: HaproxyPart | undefined;
  readonly domains: ReadonlyMap<number, DomainRow>;
  /** The newest numbers of each pool. */
  readonly latest: PoolTicks;
  /** The numbers before the first of `samples`. */
  readonly base: PoolTicks;
  /** At most two minutes, the oldest first: what moved. */
  readonly samples: readonly { readonly at: number; readonly pools: PoolTicks }[];
  readonly findings: FindingsPart | undefined;
  readonly certificates: readonly CertificateRow[] | undefined;
  readonly changes: readonly ChangeRow[] | undefined;
  /** The next `domains` has all of them. */
  readonly isFresh: boolean;
}

type PoolTicks = ReadonlyMap<number, PoolTick>;

export type LiveEvent =
  | { [Type in keyof PageEvents]: { readonly type: Type; readonly data: PageEvents[Type] } }[keyof PageEvents]
  | { readonly type: "open" }
  | { readonly type: "lost" };

/** Seconds that the lines show. */
export const SAMPLES = 120;

export const NOTHING: LiveState = {
  connection: "connecting",
  receivedAt: 0,
  haproxy: undefined,
  domains: new Map(),
  latest: new Map(),
  base: new Map(),
  samples: [],
  findings: undefined,
  certificates: undefined,
  changes: undefined,
  isFresh: true,
};

/** @param at - milliseconds since 1970 */
export function reduce(state: LiveState, event: LiveEvent, at: number): LiveState {
  if (event.type === "lost") return { ...state, connection: "lost" };
  if (event.type === "signed-out") return { ...NOTHING, connection: "signed-out" };
  if (event.type === "alive") return { ...state, connection: "live" };
  const live: LiveState = { ...state, connection: "live", receivedAt: at };
  switch (event.type) {
    case "open":
      return { ...live, isFresh: true };
    case "domains":
      return withDomains(live, event.data);
    case "past":
      return event.data.reduce(withTick, { ...live, latest: new Map(), base: new Map(), samples: [] });
    case "tick":
      return withTick(live, event.data);
    default:
      return { ...live, [event.type]: event.data };
  }
}

function withDomains(state: LiveState, { set, gone }: DomainsPart): LiveState {
  const domains = new Map(state.isFresh ? [] : state.domains);
  for (const pool of gone) domains.delete(pool);
  for (const row of set) domains.set(row.pool, row);
  return { ...withoutNumbers(state, gone), domains, isFresh: false };
}

/** The next domain of a pool has no past. */
function withoutNumbers(state: LiveState, gone: readonly number[]): LiveState {
  if (gone.length === 0) return state;
  const without = (pools: PoolTicks) => new Map([...pools].filter(([pool]) => !gone.includes(pool)));
  return {
    ...state,
    latest: without(state.latest),
    base: without(state.base),
    samples: state.samples.map(({ at, pools }) => ({ at, pools: without(pools) })),
  };
}

function withTick(state: LiveState, tick: Tick): LiveState {
  const pools = new Map(tick.pools.map((numbers) => [numbers[0], numbers]));
  const samples = [...state.samples, { at: tick.at, pools }];
  const dropped = samples.length > SAMPLES ? samples.shift() : undefined;
  return {
    ...state,
    samples,
    latest: merged(state.latest, pools),
    base: dropped === undefined ? state.base : merged(state.base, dropped.pools),
  };
}

function merged(older: PoolTicks, newer: PoolTicks): PoolTicks {
  return newer.size === 0 ? older : new Map([...older, ...newer]);
}
