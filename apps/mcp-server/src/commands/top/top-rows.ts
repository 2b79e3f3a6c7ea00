/** Counters of a pool or a server at one time. */
export interface Counted {
  readonly requests: number;
  /** Of these, responses with a status of 500 or above. */
  readonly errors: number;
}

/** A line of `top`: a pool, by its domains, or a server. */
export interface Row extends Counted {
  /** Of the pool, or of the server. */
  readonly key: string;
  readonly name: string;
  readonly domains: readonly string[];
  readonly address?: string | undefined;
  readonly pool: string;
  readonly health: string;
  readonly serversUp?: number | undefined;
  readonly servers?: number | undefined;
  readonly responseMs: number;
  readonly sessions: number;
  readonly queued: number;
}

export interface RatedRow extends Row {
  /** Since the sample before; absent after the first one, and where HAProxy was restarted. */
  readonly requestsPerSec?: number | undefined;
  /** Absent where there were no requests. */
  readonly errorPercent?: number | undefined;
}

const PERCENT = 100;
const DIGITS = 10;

/** @param seconds since `before` */
export function rated(
  rows: readonly Row[],
  before: ReadonlyMap<string, Counted>,
  seconds: number,
): readonly RatedRow[] {
  return rows.map((row) => {
    const last = before.get(row.key);
    const [requests, errors] = [row.requests - (last?.requests ?? 0), row.errors - (last?.errors ?? 0)];
    if (last === undefined || requests < 0 || errors < 0) return row;
    const errorPercent = requests === 0 ? undefined : round((PERCENT * errors) / requests);
    return { ...row, requestsPerSec: round(requests / seconds), errorPercent };
  });
}

function round(value: number): number {
  return Math.round(value * DIGITS) / DIGITS;
}

/** The worst first. */
const HEALTH = [
  ["down", "missing"],
  ["nolb"],
  ["degraded"],
  ["checking"],
  ["drain"],
  ["maint"],
  ["no_servers"],
  ["healthy", "up", "no check"],
];

const rankOf = (health: string) => HEALTH.findIndex((words) => words.includes(health.toLowerCase()));

type Order = (one: RatedRow, other: RatedRow) => number;
const most =
  (of: (row: RatedRow) => number | undefined): Order =>
  (one, other) =>
    (of(other) ?? 0) - (of(one) ?? 0);

/** By what rows can be sorted; each is also a key of `top`. */
export const ORDERS = {
  health: (one, other) => rankOf(one.health) - rankOf(other.health),
  requests: most(({ requestsPerSec }) => requestsPerSec),
  "5xx": most(({ errorPercent }) => errorPercent),
  ms: most(({ responseMs }) => responseMs),
  sessions: most(({ sessions }) => sessions),
  name: (one, other) => one.name.localeCompare(other.name, "en", { numeric: true }),
} as const satisfies Readonly<Record<string, Order>>;

export type OrderName = keyof typeof ORDERS;

/** By that, then the worst first. */
export function sorted(rows: readonly RatedRow[], by: OrderName): readonly RatedRow[] {
  const orders: readonly Order[] = [
    ORDERS[by],
    ORDERS.health,
    ORDERS["5xx"],
    ORDERS.requests,
    ORDERS.sessions,
    ORDERS.name,
  ];
  return [...rows].sort((one, other) => {
    for (const order of orders) {
      const found = order(one, other);
      if (found !== 0) return found;
    }
    return 0;
  });
}
