import type { BackendStat, FrontendStat, ResponseCounts } from "@haproxy-mcp/runtime-api-client";

/** Counters since HAProxy started, and current values. */
export interface TrafficCounters {
  readonly currentSessions: number;
  readonly maxSessions: number;
  readonly totalSessions: number;
  readonly totalRequests: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly responses: ResponseCounts;
}

/** Between two samples. */
export interface TrafficRates {
  readonly requestsPerSec: number;
  readonly sessionsPerSec: number;
  readonly bytesInPerSec: number;
  readonly bytesOutPerSec: number;
}

export function countersOf(row: FrontendStat | BackendStat): TrafficCounters {
  return {
    currentSessions: row.currentSessions,
    maxSessions: row.maxSessions,
    totalSessions: row.totalSessions,
    totalRequests: row.totalRequests ?? 0,
    bytesIn: row.bytesIn,
    bytesOut: row.bytesOut,
    responses: row.responses,
  };
}

/** `undefined` where a counter went back: they were cleared, or HAProxy was restarted. */
export function ratesOf(
  before: TrafficCounters,
  after: TrafficCounters,
  seconds: number,
): TrafficRates | undefined {
  const perSec = (name: "totalRequests" | "totalSessions" | "bytesIn" | "bytesOut") =>
    (after[name] - before[name]) / seconds;
  const rates = {
    requestsPerSec: perSec("totalRequests"),
    sessionsPerSec: perSec("totalSessions"),
    bytesInPerSec: perSec("bytesIn"),
    bytesOutPerSec: perSec("bytesOut"),
  };
  return Object.values(rates).every((rate) => rate >= 0) ? rates : undefined;
}
