import { setTimeout as sleep } from "node:timers/promises";
import {
  type RuntimeApiClient,
  showServersConnections,
  showStat,
  shutdownServerSessions,
} from "@haproxy-mcp/runtime-api-client";
import type { OperationOptions } from "../options.js";
import type { Difference, ServerDifference } from "./difference.js";
import { takenOver, vacatingCommands } from "./repair-commands.js";
import { unreachable } from "./unreachable.js";

/** Requests in progress get a second to end, and another where they were ended. */
const DELAYS_MS = [0, 1, 5, 20, 100, 300, 600];

/**
 * Empties slots that a server of another domain takes over: HAProxy 2.6 keeps the connection of a request that is in progress when
 * the address changes, and sends later requests over it, to the server that was there before.
 *
 * @returns whether HAProxy was changed
 * @throws LoadBalancerError `HAPROXY_UNREACHABLE`; nothing was changed
 */
export async function vacate(
  runtime: RuntimeApiClient,
  mapId: string,
  found: readonly Difference[],
  { signal }: OperationOptions,
): Promise<boolean> {
  const taken = takenOver(found);
  if (taken.length === 0) return false;
  const left = await runtime.batch(vacatingCommands(found, taken, mapId), { signal });
  for (const { error } of left.filter((result) => !result.ok).slice(0, 1))
    if (error.code === "CONNECT_FAILED") throw unreachable(error);
  if (await areIdle(runtime, taken, { signal })) return true;
  const ends = taken.map(({ pool: backend, name: server }) => shutdownServerSessions({ backend, server }));
  await runtime.batch(ends, { signal });
  await areIdle(runtime, taken, { signal });
  return true;
}

async function areIdle(
  runtime: RuntimeApiClient,
  servers: readonly ServerDifference[],
  options: OperationOptions,
): Promise<boolean> {
  for (const delayMs of DELAYS_MS) {
    await sleep(delayMs);
    if (!(await areBusy(runtime, servers, options))) return true;
  }
  return false;
}

/** One that HAProxy does not report is not waited for. */
async function areBusy(
  runtime: RuntimeApiClient,
  servers: readonly ServerDifference[],
  { signal }: OperationOptions,
): Promise<boolean> {
  const names = new Set(servers.map(({ name }) => name));
  const pools = [...new Set(servers.map(({ pool }) => pool))];
  const [stats, connections] = await Promise.all([
    runtime.batch(
      pools.map((proxy) => showStat({ proxy, kinds: ["server"] })),
      { signal },
    ),
    runtime.batch(
      pools.map((pool) => showServersConnections(pool)),
      { signal },
    ),
  ]);
  return (
    stats.some((one) => one.ok && one.value.some((row) => names.has(row.name) && row.currentSessions > 0)) ||
    connections.some((one) => one.ok && one.value.some((row) => names.has(row.server) && row.used > 0))
  );
}
