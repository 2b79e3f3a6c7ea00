import type { ServerConnectionsView } from "@haproxy-mcp/load-balancer";
import { z } from "zod";
import { countOf } from "../../../program/count-of.js";
import { boundedTexts } from "../../bounded-list.js";
import { defineTool } from "../../define-tool.js";
import { describePage, pageInput, pageOutput, toPage } from "../../page-fields.js";
import { describeAddress, domainField } from "../../server-fields.js";

export const getConnections = defineTool({
  name: "haproxy_get_connections",
  title: "Count connections",
  description:
    "Counts open sessions, queued requests and idle connections on each configured server, or on those of one domain. Use it when " +
    "requests queue up, or before you stop a server.",
  input: z.strictObject({ domain: domainField.optional(), ...pageInput }),
  output: z.looseObject({
    servers: z.array(
      z.looseObject({
        name: z.string(),
        domains: z.array(z.string()),
        ip: z.string(),
        http_port: z.number().int(),
        current: z.number().int(),
        max: z.number().int().describe("Most at once since HAProxy started"),
        queued: z.number().int(),
        idle: z.number().int(),
        requests_total: z.number(),
        responses_5xx: z.number(),
        average_response_ms: z.number(),
      }),
    ),
    current: z.number().int().describe("On all pages"),
    queued: z.number().int().describe("On all pages"),
    ...pageOutput,
  }),
  role: "read",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handle(input, { services, signal }) {
    const found = await services.loadBalancer.listConnections(input, { signal });
    const { shown, page } = toPage(found, toShown, input);
    return {
      servers: shown,
      current: found.current,
      queued: found.queued,
      ...page,
    };
  },
  summarise({ servers, current, queued, ...page }) {
    const { head, foot } = describePage(servers.length, "server", page);
    return [
      `${head}; ${countOf(current, "session")}, ${queued} queued in all`,
      ...servers.map(
        (one) =>
          `${[...one.domains, describeAddress(one)].join(" ")}: ${countOf(one.current, "session")} (most ${one.max}), ` +
          `${one.queued} queued, ${one.idle} idle; ` +
          `${countOf(one.requests_total, "request")}, ${one.responses_5xx} with 5xx, ${one.average_response_ms} ms on average`,
      ),
      ...foot,
    ].join("\n");
  },
});

function toShown({ name, domains, ip, port, current, max, queued, idle, ...traffic }: ServerConnectionsView) {
  return {
    name,
    domains: boundedTexts(domains),
    ip,
    http_port: port,
    current,
    max,
    queued,
    idle,
    requests_total: traffic.totalRequests,
    responses_5xx: traffic.serverErrors,
    average_response_ms: traffic.averageResponseMs,
  };
}
