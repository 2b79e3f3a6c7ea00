import { type HealthStatus, isHealthy } from "@haproxy-mcp/load-balancer";
import { slotSchema } from "@haproxy-mcp/validation";
import { z } from "zod";
import { countOf } from "../../../program/count-of.js";
import { defineTool } from "../../define-tool.js";
import { toMs, toSeconds, waitSecondsField } from "../../drain-fields.js";
import { describeStatus, statusShape, toStatusOutput } from "../../health-fields.js";
import { describeDomains, placeShape, toPlace } from "../../place-fields.js";
import { describeServer, domainField, serverShape, toServerOutput } from "../../server-fields.js";

const DEFAULT_TIMEOUT_SEC = 30;

export const waitHealthy = defineTool({
  name: "haproxy_wait_healthy",
  title: "Wait until servers are healthy",
  description:
    "Waits until the ready servers of a domain, or one server, are checked healthy. Use it when servers were added or started, before " +
    "you take out others. At the timeout it returns healthy: false and why; call it again to keep waiting.",
  input: z.strictObject({
    domain: domainField,
    slot: slotSchema
      .optional()
      .describe("Slot of one server, from 1; default: every ready one with a weight above 0"),
    timeout_sec: waitSecondsField
      .default(DEFAULT_TIMEOUT_SEC)
      .describe("Longest wait in seconds; 0 looks once"),
  }),
  output: z.looseObject({
    ...placeShape,
    healthy: z.boolean(),
    servers: z.array(z.looseObject({ ...serverShape, ...statusShape })),
    waited_sec: z.number(),
  }),
  role: "read",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handle({ domain, slot, timeout_sec }, { services, signal, progress }) {
    const timeoutMs = toMs(timeout_sec);
    const report = await services.loadBalancer.waitHealthy(
      { domain, slot, timeoutMs },
      { signal, onProgress: (left) => progress(`${countOf(left, "server")} not healthy yet`, timeoutMs) },
    );
    return {
      ...toPlace(report),
      healthy: report.healthy,
      servers: report.servers.map((server) => ({ ...toServerOutput(server), ...toStatusOutput(server) })),
      waited_sec: toSeconds(report.waitedMs),
    };
  },
  summarise({ pool, healthy, servers, waited_sec, ...place }) {
    const where = `${describeDomains(place)} ${pool}`;
    if (servers.length === 0)
      return `${where} has no ready server with a weight above 0: there is none to wait for; see haproxy_list_servers`;
    const up = servers.filter(({ status }) => isHealthy(status as HealthStatus)).length;
    return [
      `${where}: ${up} of ${countOf(servers.length, "server")} healthy after ${waited_sec.toFixed(1)} s`,
      ...servers.map((server) => `${describeServer(server)} ${describeStatus(server)}`),
      ...(healthy ? [] : ["Call again to keep waiting."]),
    ].join("\n");
  },
});
