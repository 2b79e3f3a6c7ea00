import { type PoolName, poolName } from "@haproxy-mcp/pool-allocator";
import { type DomainPattern, parseDomainPattern, type Slot } from "@haproxy-mcp/validation";
import { poolOfDomain } from "../certainty/certain.js";
import type { Context } from "../context.js";
import { poolAt, sharedWith } from "../desired-state.js";
import { parseSlot, parseTimeoutMs } from "../inputs.js";
import { configuredServers } from "../monitoring/configured-servers.js";
import { isHealthy } from "../monitoring/health-status.js";
import { healthOf, type ServerHealth } from "../monitoring/server-health.js";
import type { OperationOptions } from "../options.js";
import { assertSlotInRange } from "../plans/choose-slot.js";
import { serverInSlot } from "../plans/set-servers.js";
import { DEFAULT_WAIT_MS, pollUntil } from "./poll-until.js";

/** The servers to wait for, and how long, in milliseconds. */
export interface WaitHealthyInput {
  readonly domain: string;
  /** Left out: every server of the domain that is `ready` and has a weight above 0. */
  readonly slot?: number | undefined;
  /** Default: 30,000. */
  readonly timeoutMs?: number | undefined;
}

/** Of a wait: what cancels it, and what is called meanwhile. */
export interface WaitHealthyOptions extends OperationOptions {
  /** Called with the number of servers that are not checked healthy, each time they were read. */
  readonly onProgress?: ((left: number) => void) | undefined;
}

/** Whether the servers are healthy, after a wait of `waitedMs` milliseconds. */
export interface HealthReport {
  readonly domain: DomainPattern;
  readonly pool: PoolName;
  /** Other names that use the pool. */
  readonly sharedWith: readonly DomainPattern[];
  /** Every server that was waited for is up by a check of its address, or takes traffic unchecked; and there is one. */
  readonly healthy: boolean;
  /** Those that were waited for. */
  readonly servers: readonly ServerHealth[];
  readonly waitedMs: number;
}

/** See `LoadBalancer.waitHealthy`. */
export async function waitHealthy(
  context: Context,
  { domain: name, slot, timeoutMs: givenMs = DEFAULT_WAIT_MS }: WaitHealthyInput,
  options: WaitHealthyOptions = {},
): Promise<HealthReport> {
  const { signal, onProgress } = options;
  const timeoutMs = parseTimeoutMs(givenMs, "timeoutMs");
  const domain = parseDomainPattern(name);
  const wanted = slot === undefined ? undefined : parseSlot(slot);
  const { servers: waitedFor, ...place } = await serversToWaitFor(context, domain, wanted, options);
  const ask = async () => {
    const servers = await healthOf(context, waitedFor, options);
    const left = servers.filter(({ status }) => !isHealthy(status)).length;
    onProgress?.(left);
    return { servers, left };
  };
  const { found, waitedMs } = await pollUntil(ask, {
    timeoutMs,
    signal,
    isDone: ({ left }) => left === 0,
    describeLeft: ({ left }) => `${left} ${left === 1 ? "server was" : "servers were"} not checked healthy`,
  });
  const { servers, left } = found;
  return { domain, ...place, healthy: left === 0 && servers.length > 0, servers, waitedMs };
}

async function serversToWaitFor(
  { store, pools }: Context,
  domain: DomainPattern,
  slot: Slot | undefined,
  options: OperationOptions,
) {
  const snapshot = await store.read(options);
  const number = poolOfDomain(snapshot, domain);
  if (slot !== undefined) {
    assertSlotInRange(pools, slot);
    serverInSlot(poolAt(snapshot.state, number).servers, slot, domain);
  }
  const servers = configuredServers(snapshot, domain).filter((one) =>
    slot === undefined ? one.state === "ready" && one.weight > 0 : one.slot === slot,
  );
  return { pool: poolName(number), sharedWith: sharedWith(snapshot.state, number, domain), servers };
}
