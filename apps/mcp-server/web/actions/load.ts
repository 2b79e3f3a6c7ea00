import type { ServerRow } from "../../src/page/model.js";

/** HAProxy's words for servers that get no requests whatever their weight. */
const IDLE = ["DOWN", "MAINT", "DRAIN", "NOLB", "MISSING"];

type Carrier = Pick<ServerRow, "slot" | "state" | "weight" | "status">;

/** Who carries the load after a change of servers. */
export interface LoadAfter {
  /** Servers that get requests, before and after. */
  readonly before: number;
  readonly after: number;
  /** All servers, after. */
  readonly total: number;
  /** Open sessions on the servers that stop getting requests. */
  readonly sessions: number;
  /** By how much each of the rest grows, in percent: below 0, by how much it shrinks. Absent where their shares change in different ways. */
  readonly growth?: number | undefined;
  /** Whether users lose service: the last server that gets requests goes. */
  readonly isLast: boolean;
  /** Of every server that gets requests after the change, the requests a second that it gets now and after it, as its weight says. */
  readonly rates: readonly {
    readonly slot: number;
    readonly now: number | null;
    readonly after: number | null;
  }[];
}

/** Whether a server gets new requests. */
function takesRequests({ state, weight, status }: Carrier): boolean {
  return state === "ready" && weight > 0 && !IDLE.includes(status);
}

/** By slot, the share of new requests that each server gets by its weight, 0 to 100. */
export function sharesOf(servers: readonly Carrier[]): ReadonlyMap<number, number> {
  const total = weightOf(servers);
  return new Map(
    servers.map(
      (server) => [server.slot, takesRequests(server) ? (100 * server.weight) / total : 0] as const,
    ),
  );
}

function weightOf(servers: readonly Carrier[]): number {
  return servers.filter(takesRequests).reduce((sum, { weight }) => sum + weight, 0);
}

/** A server after a change of its state or weight. One that comes back gets requests until a check fails. */
export function changedServer(
  server: ServerRow,
  change: Partial<Pick<ServerRow, "state" | "weight">>,
): ServerRow {
  const wasOut = server.state !== "ready" || server.weight === 0;
  const status = wasOut && server.status !== "DOWN" ? "CHECKING" : server.status;
  return { ...server, ...change, status };
}

/**
 * @param now requests a second and open sessions by slot
 * @param then the servers after the change, without those that it removes
 */
export function loadAfter(
  servers: readonly ServerRow[],
  then: readonly ServerRow[],
  now: ReadonlyMap<number, { readonly rate: number | null; readonly sessions: number }>,
): LoadAfter {
  const carriers = servers.filter(takesRequests);
  const left = then.filter(takesRequests);
  const leaving = carriers.filter(({ slot }) => !left.some((one) => one.slot === slot));
  const [before, after] = [sharesOf(servers), sharesOf(then)];
  const known = [...now.values()].map(({ rate }) => rate);
  const rate = known.some((one) => one === null)
    ? null
    : known.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  const growths = left
    .filter(({ slot }) => (before.get(slot) ?? 0) > 0)
    .map(({ slot }) => 100 * ((after.get(slot) ?? 0) / (before.get(slot) ?? 1) - 1));
  const [growth] = growths;
  const isEven = growth !== undefined && growths.every((one) => Math.abs(one - growth) < 0.01);
  return {
    before: carriers.length,
    after: left.length,
    total: then.length,
    sessions: leaving.reduce((sum, { slot }) => sum + (now.get(slot)?.sessions ?? 0), 0),
    growth: isEven ? growth : undefined,
    isLast: carriers.length > 0 && left.length === 0,
    rates: left.map(({ slot }) => ({
      slot,
      now: now.get(slot)?.rate ?? null,
      after: rate === null ? null : (rate * (after.get(slot) ?? 0)) / 100,
    })),
  };
}

/** @param isCut whether open sessions may be cut: all but a drain */
export function describeLoad(load: LoadAfter, isCut: boolean): readonly string[] {
  const { before, after, total, sessions, growth = 0, isLast } = load;
  const open = `${sessions} open ${sessions === 1 ? "session" : "sessions"}`;
  const cut = sessions === 0 ? "No session is open." : `${open} ${isCut ? "may be cut" : "can finish"}.`;
  if (isLast) return ["No server stays in service: users get 503 until one is back.", cut];
  if (before === 0 && after === 0) return ["No server is in service now, and none will be."];
  if (before === after && Math.abs(growth) < 0.5) return []; // shares move, and no server comes or goes
  const stay = `${after} of ${total} ${total === 1 ? "server" : "servers"} ${after === 1 ? "is" : "are"} in service then`;
  const more = `about ${growth > 0 ? "+" : "−"}${Math.abs(Math.round(growth))} % requests`;
  const moved = growth > 0 ? `, ${after === 1 ? "" : "each "}with ${more}` : `; the others get ${more}`;
  return [`${stay}${Math.abs(growth) < 0.5 ? "" : moved}.`, ...(after < before ? [cut] : [])];
}
