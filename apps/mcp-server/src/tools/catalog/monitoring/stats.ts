import type { PoolStatistics } from "@haproxy-mcp/load-balancer";
import { z } from "zod";
import { countOf } from "../../../program/count-of.js";
import { boundedTexts } from "../../bounded-list.js";
import { defineTool } from "../../define-tool.js";
import { toMs, toSeconds } from "../../drain-fields.js";
import { describePage, pageInput, pageOutput, toPage } from "../../page-fields.js";
import { domainField } from "../../server-fields.js";
import { describeTraffic, toTraffic, trafficShape } from "../../traffic-fields.js";

const MAX_SAMPLE_SEC = 30;

export const stats = defineTool({
  name: "haproxy_stats",
  title: "Show statistics",
  description:
    "Counts requests, sessions, bytes and responses since HAProxy started, for the process, its frontends and the pools in use. " +
    "Use it when you measure traffic; set sample_sec for rates, or domain for one domain.",
  input: z.strictObject({
    domain: domainField.optional(),
    sample_sec: z
      .number()
      .min(0)
      .max(MAX_SAMPLE_SEC)
      .default(0)
      .describe("Seconds between two samples, for rates; 0: one sample, no rates"),
    ...pageInput,
  }),
  output: z.looseObject({
    process: z.looseObject({
      version: z.string(),
      uptime_sec: z.number(),
      connections_current: z.number(),
      connections_max: z.number(),
      connections_total: z.number(),
      requests_total: z.number(),
      idle_percent: z.number(),
    }),
    frontends: z.array(z.looseObject({ name: z.string(), ...trafficShape })),
    pools: z.array(
      z.looseObject({
        pool: z.string(),
        domains: z.array(z.string()),
        queued: z.number().int(),
        connection_errors: z.number().int(),
        response_errors: z.number().int(),
        average_response_ms: z.number().describe("Over the last 1,024 requests"),
        ...trafficShape,
      }),
    ),
    sampled_sec: z.number().optional(),
    ...pageOutput,
  }),
  role: "read",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handle({ domain, sample_sec, ...page }, { services, signal }) {
    const { process, frontends, pools, sampledMs } = await services.loadBalancer.statistics(
      { ...page, sampleMs: toMs(sample_sec), domain },
      { signal },
    );
    const { shown, page: next } = toPage(pools, toShown, page);
    return {
      process: {
        version: process.version,
        uptime_sec: process.uptimeSec,
        connections_current: process.currentConnections,
        connections_max: process.maxConnections,
        connections_total: process.totalConnections,
        requests_total: process.totalRequests,
        idle_percent: process.idlePercent,
      },
      frontends: frontends.map((frontend) => ({ name: frontend.name, ...toTraffic(frontend) })),
      pools: shown,
      sampled_sec: sampledMs && toSeconds(sampledMs),
      ...next,
    };
  },
  summarise({ process, frontends, pools, sampled_sec, ...page }) {
    const { head, foot } = describePage(pools.length, "pool", page);
    return [
      `HAProxy ${process.version}, up ${process.uptime_sec} s: ${countOf(process.requests_total, "request")}, ` +
        `${process.connections_current} of ${process.connections_max} connections (total ${process.connections_total}), ` +
        `${process.idle_percent} % idle`,
      ...(sampled_sec === undefined ? [] : [`rates over ${sampled_sec} s`]),
      ...frontends.map((frontend) => `frontend ${frontend.name}: ${describeTraffic(frontend)}`),
      head,
      ...pools.map(
        (pool) =>
          `${[pool.pool, ...pool.domains].join(" ")}: ${describeTraffic(pool)}, ${pool.queued} queued, ` +
          `${countOf(pool.connection_errors, "connection error")}, ${countOf(pool.response_errors, "response error")}, ` +
          `${pool.average_response_ms} ms on average`,
      ),
      ...foot,
    ].join("\n");
  },
});

function toShown(pool: PoolStatistics) {
  return {
    pool: pool.pool,
    domains: boundedTexts(pool.domains),
    queued: pool.queued,
    connection_errors: pool.connectionErrors,
    response_errors: pool.responseErrors,
    average_response_ms: pool.averageResponseMs,
    ...toTraffic(pool),
  };
}
