import { setTimeout as sleep } from "node:timers/promises";
import { type PoolName, poolName, poolNumber } from "@haproxy-mcp/pool-allocator";
import { type ProcessInfo, type ShowStatOptions, showInfo, showStat } from "@haproxy-mcp/runtime-api-client";
import { type DomainPattern, parseDomainPattern, ValidationError } from "@haproxy-mcp/validation";
import { poolOfDomain } from "../certainty/certain.js";
import type { Context } from "../context.js";
import { poolAt, poolsInUse } from "../desired-state.js";
import { LoadBalancerError } from "../errors.js";
import type { OperationOptions } from "../options.js";
import { type Page, type PageInput, pageOf, sortKey } from "../page.js";
import { isBackend, isFrontend } from "./statistics-rows.js";
import { countersOf, ratesOf, type TrafficCounters, type TrafficRates } from "./traffic-counters.js";

/** Whose traffic, and over which time. */
export interface StatisticsInput extends PageInput {
  /** Only this domain's pool, and no frontends. Default: all. */
  readonly domain?: string | undefined;
  /** Time between two samples, from which rates are computed. Default: 0, one sample and no rates. */
  readonly sampleMs?: number | undefined;
}

/** HAProxy as a whole: `uptimeSec` in seconds, counters since it started, `idlePercent` from 0 to 100 (`show info`). */
export interface ProcessStatistics {
  readonly version: string;
  readonly uptimeSec: number;
  readonly currentConnections: number;
  readonly maxConnections: number;
  readonly totalConnections: number;
  readonly totalRequests: number;
  /** Share of the time that HAProxy's threads have nothing to do. */
  readonly idlePercent: number;
}

/** The traffic of a frontend; rates where two samples were taken. */
export interface FrontendStatistics extends TrafficCounters {
  readonly name: string;
  readonly rates?: TrafficRates | undefined;
}

/** The traffic of a pool in use; rates where two samples were taken. */
export interface PoolStatistics extends TrafficCounters {
  readonly pool: PoolName;
  readonly domains: readonly DomainPattern[];
  /** Requests that wait for a server now. */
  readonly queued: number;
  /** Requests that found no server or whose connection failed, and responses that were cut off. */
  readonly connectionErrors: number;
  readonly responseErrors: number;
  /** Average of the last 1,024 requests. */
  readonly averageResponseMs: number;
  readonly rates?: TrafficRates | undefined;
}

/** The traffic of the process, its frontends, and a page of its pools. */
export interface Statistics {
  readonly process: ProcessStatistics;
  readonly frontends: readonly FrontendStatistics[];
  /** Pools in use. */
  readonly pools: Page<PoolStatistics>;
  /** Between the samples; absent where there was one. */
  readonly sampledMs?: number | undefined;
}

const MAX_SAMPLE_MS = 30_000;

interface Sample {
  readonly at: number;
  readonly info: ProcessInfo;
  readonly frontends: ReadonlyMap<string, TrafficCounters>;
  readonly pools: ReadonlyMap<string, Omit<PoolStatistics, "pool" | "domains" | "rates">>;
}

/** See `LoadBalancer.statistics`. */
export async function statistics(
  context: Context,
  { domain, sampleMs = 0, ...page }: StatisticsInput = {},
  options: OperationOptions = {},
): Promise<Statistics> {
  if (!(sampleMs >= 0 && sampleMs <= MAX_SAMPLE_MS))
    throw new ValidationError("OUT_OF_RANGE", "sampleMs", `must be from 0 to ${MAX_SAMPLE_MS} ms`);
  const snapshot = await context.store.read(options);
  const { state } = snapshot;
  const only = domain === undefined ? undefined : poolOfDomain(snapshot, parseDomainPattern(domain));
  const selection: ShowStatOptions =
    only === undefined ? { kinds: ["frontend", "backend"] } : { proxy: poolName(only), kinds: ["backend"] };

  const first = sampleMs > 0 ? await takeSample(context, selection, options) : undefined;
  if (first !== undefined) await wait(sampleMs, options);
  const sample = await takeSample(context, selection, options);

  const isSameWorker = first?.info.pid === sample.info.pid;
  const sampledMs = first === undefined ? undefined : sample.at - first.at;
  const rates = (before: TrafficCounters | undefined, after: TrafficCounters) => {
    const found = isSameWorker && before && sampledMs && ratesOf(before, after, sampledMs / 1_000);
    return found || undefined;
  };
  const used = only === undefined ? poolsInUse(state) : new Set([only]);
  const pools = [...sample.pools]
    .filter(([name]) => used.has(poolNumber(name) ?? 0))
    .map(([name, counters]) => ({
      pool: name as PoolName,
      domains: [...poolAt(state, poolNumber(name) ?? 0).names],
      ...counters,
      rates: rates(first?.pools.get(name), counters),
    }));
  return {
    process: describeProcess(sample.info),
    frontends: [...sample.frontends].map(([name, counters]) => ({
      name,
      ...counters,
      rates: rates(first?.frontends.get(name), counters),
    })),
    pools: pageOf(pools, ({ pool }) => sortKey(pool), page),
    sampledMs,
  };
}

async function takeSample(
  context: Context,
  selection: ShowStatOptions,
  options: OperationOptions,
): Promise<Sample> {
  const [info, rows] = await context.node.ask([showInfo(), showStat(selection)], options);
  const pools = rows.filter(isBackend).map((row) => {
    const { queued } = row;
    const counters = {
      ...countersOf(row),
      queued,
      connectionErrors: row.connectionErrors,
      responseErrors: row.responseErrors,
      averageResponseMs: row.times?.responseMs ?? 0,
    };
    return [row.proxy, counters] as const;
  });
  return {
    at: Math.round(performance.now()),
    info,
    frontends: new Map(rows.filter(isFrontend).map((row) => [row.proxy, countersOf(row)])),
    pools: new Map(pools),
  };
}

async function wait(ms: number, { signal }: OperationOptions): Promise<void> {
  await sleep(ms, undefined, { signal }).catch((cause: unknown) => {
    throw new LoadBalancerError("CANCELLED", "cancelled between two samples", { cause });
  });
}

function describeProcess({
  version,
  uptimeSec,
  currentConnections,
  maxConnections,
  raw,
}: ProcessInfo): ProcessStatistics {
  const number = (name: string) => Number(raw.get(name) ?? 0);
  return {
    version,
    uptimeSec,
    currentConnections,
    maxConnections,
    totalConnections: number("CumConns"),
    totalRequests: number("CumReq"),
    idlePercent: number("Idle_pct"),
  };
}
