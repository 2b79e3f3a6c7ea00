import type { TrafficCounters, TrafficRates } from "@haproxy-mcp/load-balancer";
import { z } from "zod";
import { countOf } from "../program/count-of.js";

const count = z.number().int();

/** Counters since HAProxy started; units are in the names. */
export const trafficShape = {
  sessions_current: count,
  sessions_max: count,
  sessions_total: count,
  requests_total: count,
  bytes_in: count,
  bytes_out: count,
  responses: z.record(z.string(), count).describe("By status class, such as 2xx; empty classes are left out"),
  rates: z
    .looseObject({
      requests_per_sec: z.number(),
      sessions_per_sec: z.number(),
      bytes_in_per_sec: z.number(),
      bytes_out_per_sec: z.number(),
    })
    .optional(),
};

const shown = z.looseObject(trafficShape);
type Shown = z.input<typeof shown>;

export function toTraffic(counters: TrafficCounters & { readonly rates?: TrafficRates | undefined }): Shown {
  const { rates } = counters;
  return {
    sessions_current: counters.currentSessions,
    sessions_max: counters.maxSessions,
    sessions_total: counters.totalSessions,
    requests_total: counters.totalRequests,
    bytes_in: counters.bytesIn,
    bytes_out: counters.bytesOut,
    responses: Object.fromEntries(Object.entries(counters.responses).filter(([, number]) => number > 0)),
    rates: rates && {
      requests_per_sec: round(rates.requestsPerSec),
      sessions_per_sec: round(rates.sessionsPerSec),
      bytes_in_per_sec: round(rates.bytesInPerSec),
      bytes_out_per_sec: round(rates.bytesOutPerSec),
    },
  };
}

/** `12 requests, 3000 bytes in, 40000 bytes out, 1 session (most 3, total 9), 12 2xx`, with the rates if they are known. */
export function describeTraffic(traffic: Shown): string {
  const { requests_total, bytes_in, bytes_out, sessions_current, sessions_max, sessions_total } = traffic;
  const { rates, responses } = traffic;
  return [
    countOf(requests_total, "request"),
    `${countOf(bytes_in, "byte")} in`,
    `${countOf(bytes_out, "byte")} out`,
    `${countOf(sessions_current, "session")} (most ${sessions_max}, total ${sessions_total})`,
    ...Object.entries(responses).map(([name, number]) => `${number} ${name}`),
    ...(rates === undefined
      ? []
      : [
          `${countOf(rates.requests_per_sec, "request")}/s`,
          `${countOf(rates.sessions_per_sec, "session")}/s`,
          `${countOf(rates.bytes_in_per_sec, "byte")}/s in`,
          `${countOf(rates.bytes_out_per_sec, "byte")}/s out`,
        ]),
  ].join(", ");
}

function round(rate: number): number {
  return Math.round(rate * 10) / 10;
}
