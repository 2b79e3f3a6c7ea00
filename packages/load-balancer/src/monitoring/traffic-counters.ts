import type { BackendStat, FrontendStat } from "@haproxy-mcp/runtime-api-client";
import { counter } from "./statistics-rows.js";

/** Counters since HAProxy started, and current values. */
export interface TrafficCounters {
  readonly currentSessions: number;
  readonly maxSessions: number;
  readonly totalSessions: number;
  readonly totalRequests: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Responses by the first digit of their status. */
  readonly responses: Readonly<Record<"1xx" | "2xx" | "3xx" | "4xx" | "5xx" | "other", number>>;
}

/** Between two samples. */
export interface TrafficRates {
  readonly requestsPerSec: number;
  readonly sessionsPerSec: number;
  readonly bytesInPerSec: number;
  readonly bytesOutPerSec: number;
}

export function countersOf(row: FrontendStat | BackendStat): TrafficCounters {
  const responses = (digit: string) => counter(row, `hrsp_${digit}`);
  return {
    currentSessions: row.currentSessions,
    maxSessions: row.maxSessions,
    totalSessions: row.totalSessions,
    totalRequests: row.totalRequests ?? 0,
    bytesIn: row.bytesIn,
    bytesOut: row.bytesOut,
    responses: {
      "1xx": responses("1xx"),
      "2xx": responses("2xx"),
      "3xx": responses("3xx"),
      "4xx": responses("4xx"),
      "5xx": responses("5xx"),
      other: responses("other"),
    },
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
