import { poolNumber } from "@haproxy-mcp/pool-allocator";
import {
  type DomainPattern,
  parse,
  type ServerState,
  serverStateSchema,
  ValidationError,
} from "@haproxy-mcp/validation";
import { assertServersAreCertain } from "../certainty/certain.js";
import type { Context } from "../context.js";
import { isSameServer, poolAt, withServers } from "../desired-state.js";
import { parseTimeoutMs } from "../inputs.js";
import { configuredServers, namesByPool } from "../monitoring/configured-servers.js";
import { isHealthy } from "../monitoring/health-status.js";
import { healthOf, type ServerHealth } from "../monitoring/server-health.js";
import { type ServerSelector, selectorOf } from "../monitoring/server-selector.js";
import { sessionsInPools } from "../node/sessions.js";
import type { Ground } from "../plans/ground.js";
import type { Plan } from "../plans/plan.js";
import { describeLeft, pollUntil } from "./poll-until.js";
import type { WaitDrainOptions } from "./wait-drain.js";

/** The servers that get a state: `ready`, `drain` or `maint`. */
export interface SetServersStateInput extends ServerSelector {
  readonly state: string;
  /** With `drain` and `maint`, waits so many milliseconds at most until the servers have no session left. Default: 0. */
  readonly waitMs?: number | undefined;
}

/** The servers that got a state, and who is without a healthy server now. */
export interface SetServersState {
  /** The selected servers, as they were. */
  readonly servers: readonly ServerHealth[];
  readonly state: ServerState;
  /** Names with no other server that is checked healthy or takes traffic unchecked; none for `ready`. */
  readonly withoutHealthy: readonly DomainPattern[];
  /** Open sessions on the selected servers; absent when HAProxy did not say. */
  readonly sessions: number | undefined;
}

/** See `Changes.setServersState`. */
export async function setServersState(
  context: Context,
  { state, waitMs = 0, ...selector }: SetServersStateInput,
  options: WaitDrainOptions = {},
): Promise<SetServersState> {
  const to = parse(serverStateSchema, state, "state");
  const givenMs = parseTimeoutMs(waitMs, "waitMs");
  const timeoutMs = to === "ready" || context.isDryRun ? 0 : givenMs;
  if (Object.values(selector).every((one) => one === undefined)) {
    throw new ValidationError("INVALID_INPUT", "address", "name an address, a domain, a pool or a status");
  }
  const isSelected = selectorOf(selector);
  const snapshot = await context.store.read(options);
  const all = await healthOf(context, configuredServers(snapshot, undefined), options);
  const servers = all.filter(isSelected);
  await context.changes.make((ground) => planStates(ground, servers, to), options);
  const healthy = new Set(
    all.filter((one) => isHealthy(one.status) && !isSelected(one)).map(({ pool }) => pool),
  );
  const without = to === "ready" ? [] : servers.filter(({ pool }) => !healthy.has(pool));
  const sessions = await waitForSessions(context, servers, timeoutMs, options).catch(() => undefined);
  const withoutHealthy = [...new Set(without.flatMap(({ domains }) => domains))];
  return { servers, state: to, withoutHealthy, sessions };
}

/** Those that are left in the end. @throws LoadBalancerError `HAPROXY_UNREACHABLE`, `CANCELLED` */
async function waitForSessions(
  { node }: Context,
  servers: readonly ServerHealth[],
  timeoutMs: number,
  { signal, onProgress }: WaitDrainOptions,
): Promise<number> {
  const wanted = namesByPool(servers);
  const ask = async () => {
    const left = await sessionsInPools(node, wanted, { signal });
    onProgress?.(left);
    return left;
  };
  const { found } = await pollUntil(ask, { timeoutMs, signal, isDone: (left) => left === 0, describeLeft });
  return found;
}

/** A server that another client changed meanwhile is left as it is. */
function planStates(ground: Ground, servers: readonly ServerHealth[], state: ServerState): Plan<undefined> {
  const placed = servers.flatMap((seen) => {
    const { slot } = seen;
    const pool = poolNumber(seen.pool);
    if (pool === undefined) return [];
    assertServersAreCertain(ground, pool, slot);
    const server = poolAt(ground.state, pool).servers.get(slot);
    return server !== undefined && isSameServer(server, seen)
      ? [{ pool, slot, server: { ...server, state } }]
      : [];
  });
  return { state: withServers(ground.state, placed), result: undefined };
}
