import { type PoolName, poolName } from "@haproxy-mcp/pool-allocator";
import { type DomainPattern, parseDomainPattern } from "@haproxy-mcp/validation";
import { poolOfDomain } from "../certainty/certain.js";
import type { Context } from "../context.js";
import { poolAt, sharedWith } from "../desired-state.js";
import { parseSlot, parseTimeoutMs } from "../inputs.js";
import { poolActivity } from "../node/sessions.js";
import type { OperationOptions } from "../options.js";
import { assertSlotInRange } from "../plans/choose-slot.js";
import { serverInSlot } from "../plans/set-servers.js";
import { describeServers, type ServerView } from "../server-view.js";
import { DEFAULT_WAIT_MS, describeLeft, pollUntil } from "./poll-until.js";

/** The servers to wait for, and how long, in milliseconds. */
export interface WaitDrainInput {
  readonly domain: string;
  /** Left out: all servers of the domain. */
  readonly slot?: number | undefined;
  /** Default: 30,000. */
  readonly timeoutMs?: number | undefined;
}

/** Of a wait: what cancels it, and what is called meanwhile. */
export interface WaitDrainOptions extends OperationOptions {
  /** Called with the sessions that are left, each time they were counted. */
  readonly onProgress?: ((left: number) => void) | undefined;
}

/** A server, and the sessions that it still has. */
export interface BusyServer extends ServerView {
  readonly sessions: number;
}

/** The sessions that are left, after a wait of `waitedMs` milliseconds. */
export interface DrainReport {
  readonly domain: DomainPattern;
  readonly pool: PoolName;
  /** Other names that use the pool. */
  readonly sharedWith: readonly DomainPattern[];
  /** No session is left. */
  readonly drained: boolean;
  readonly sessions: number;
  readonly servers: readonly BusyServer[];
  readonly waitedMs: number;
}

/** See `LoadBalancer.waitDrain`. */
export async function waitDrain(
  context: Context,
  { domain: name, slot, timeoutMs: givenMs = DEFAULT_WAIT_MS }: WaitDrainInput,
  options: WaitDrainOptions = {},
): Promise<DrainReport> {
  const { signal, onProgress } = options;
  const timeoutMs = parseTimeoutMs(givenMs, "timeoutMs");
  const domain = parseDomainPattern(name);
  const wanted = slot === undefined ? undefined : parseSlot(slot);
  const snapshot = await context.store.read(options);
  const number = poolOfDomain(snapshot, domain);
  const pool = poolName(number);
  const { servers } = poolAt(snapshot.state, number);
  if (wanted !== undefined) {
    assertSlotInRange(context.pools, wanted);
    serverInSlot(servers, wanted, domain);
  }
  const shared = sharedWith(snapshot.state, number, domain);
  const watched = describeServers(pool, servers).filter((one) => wanted === undefined || one.slot === wanted);

  const ask = async () => {
    const { busy } = await poolActivity(context.node, pool, options);
    const counted = watched.map((one) => ({ ...one, sessions: busy.get(one.name) ?? 0 }));
    const sessions = counted.reduce((sum, one) => sum + one.sessions, 0);
    onProgress?.(sessions);
    return { servers: counted, sessions };
  };
  const { found, waitedMs } = await pollUntil(ask, {
    timeoutMs,
    signal,
    isDone: ({ sessions }) => sessions === 0,
    describeLeft: ({ sessions }) => describeLeft(sessions),
  });
  return { domain, pool, sharedWith: shared, drained: found.sessions === 0, ...found, waitedMs };
}
