import { showStat } from "@haproxy-mcp/runtime-api-client";
import type { Context } from "../context.js";
import type { OperationOptions } from "../options.js";
import { counter, isFrontend, isListener } from "./statistics-rows.js";
import { countersOf, type TrafficCounters } from "./traffic-counters.js";

/** A frontend of HAProxy with its traffic; counters since HAProxy started. */
export interface FrontendView extends TrafficCounters {
  readonly name: string;
  /** HAProxy's word: `OPEN`, `FULL`, `STOP`, `PAUSED`. */
  readonly status: string;
  /** Addresses that it listens on; absent where `option socket-stats` is not set, and HAProxy does not say. */
  readonly binds?: readonly string[] | undefined;
  /** Most sessions at once. */
  readonly sessionLimit: number;
  /** In the last second. */
  readonly sessionsPerSec: number;
  readonly requestsPerSec: number;
}

/** See `LoadBalancer.listFrontends`. */
export async function listFrontends(
  context: Context,
  options: OperationOptions = {},
): Promise<readonly FrontendView[]> {
  const [rows] = await context.node.ask([showStat({ kinds: ["frontend", "listener"] })], options);
  const binds = new Map<string, Set<string>>();
  for (const row of rows.filter(isListener)) {
    const address = row.raw.get("addr") || row.name;
    binds.set(row.proxy, (binds.get(row.proxy) ?? new Set()).add(address));
  }
  return rows.filter(isFrontend).map((row) => {
    const known = binds.get(row.proxy);
    return {
      name: row.proxy,
      status: row.status,
      binds: known && [...known],
      sessionLimit: counter(row, "slim"),
      sessionsPerSec: row.sessionRate,
      requestsPerSec: row.requestRate ?? 0,
      ...countersOf(row),
    };
  });
}
