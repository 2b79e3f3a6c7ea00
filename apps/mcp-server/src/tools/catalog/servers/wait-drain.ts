import { slotSchema } from "@haproxy-mcp/validation";
import { z } from "zod";
import { countOf } from "../../../program/count-of.js";
import { defineTool } from "../../define-tool.js";
import { describeLeft, toMs, toSeconds, waitSecondsField } from "../../drain-fields.js";
import { describeDomains, placeShape, toPlace } from "../../place-fields.js";
import { describeServer, domainField, serverShape, toServerOutput } from "../../server-fields.js";

const DEFAULT_TIMEOUT_SEC = 30;

export const waitDrain = defineTool({
  name: "haproxy_wait_drain",
  title: "Wait until servers are drained",
  description:
    "Waits until the servers of a domain, or one of them, have no open sessions. Use it when servers are draining, before you " +
    "remove or stop them. At the timeout it returns drained: false and the sessions left; call it again to keep waiting.",
  input: z.strictObject({
    domain: domainField,
    slot: slotSchema.optional().describe("Slot of one server, from 1; default: all servers of the domain"),
    timeout: waitSecondsField.default(DEFAULT_TIMEOUT_SEC).describe("Longest wait in seconds; 0 counts once"),
  }),
  output: z.looseObject({
    ...placeShape,
    drained: z.boolean(),
    sessions: z.number().int().describe("Sessions left"),
    servers: z.array(z.looseObject({ ...serverShape, sessions: z.number().int() })),
    waited_sec: z.number(),
  }),
  role: "read",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handle({ domain, slot, timeout }, { services, signal, progress }) {
    const report = await services.loadBalancer.waitDrain(
      { domain, slot, timeoutMs: toMs(timeout) },
      { signal, onProgress: (left) => progress(describeLeft(left), toMs(timeout)) },
    );
    return {
      ...toPlace(report),
      drained: report.drained,
      sessions: report.sessions,
      servers: report.servers.map((server) => ({ ...toServerOutput(server), sessions: server.sessions })),
      waited_sec: toSeconds(report.waitedMs),
    };
  },
  summarise({ drained, sessions, servers, waited_sec, ...place }) {
    const named = describeDomains(place);
    if (drained) return `${named} has no sessions left, after ${waited_sec.toFixed(1)} s`;
    const busy = servers.filter((server) => server.sessions > 0);
    const left = busy
      .map(({ sessions: count, ...server }) => `${describeServer(server)}: ${count}`)
      .join(", ");
    return `${named} has ${countOf(sessions, "session")} left after ${waited_sec.toFixed(1)} s: ${left}. Call again to keep waiting.`;
  },
});
