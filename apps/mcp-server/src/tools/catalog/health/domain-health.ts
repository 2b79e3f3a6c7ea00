import { z } from "zod";
import { countOf } from "../../../program/count-of.js";
import { defineTool } from "../../define-tool.js";
import { describeHealth, serverHealthShape, toServerHealth } from "../../health-fields.js";
import { describeDomains, placeShape, toPlace } from "../../place-fields.js";
import { domainField } from "../../server-fields.js";

export const domainHealth = defineTool({
  name: "haproxy_domain_health",
  title: "Check the health of a domain",
  description:
    "Reports the health of one domain and its servers, by HAProxy's checks. Use it when a domain returns 503 or one of its servers " +
    "may be down. healthy: all servers are up. checking: servers that are not up await their first check and take requests; ask " +
    "again in a few seconds. degraded: some are up. down: none is up, and requests get 503. no_servers: it has none.",
  input: z.strictObject({ domain: domainField }),
  output: z.looseObject({
    ...placeShape,
    status: z.enum(["healthy", "checking", "degraded", "down", "no_servers"]),
    servers: z.array(z.looseObject(serverHealthShape)),
    healthy_count: z.number().int().describe("Servers with UP or NO CHECK"),
    total_count: z.number().int(),
  }),
  role: "read",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handle({ domain }, { services, signal }) {
    const found = await services.loadBalancer.domainHealth({ domain }, { signal });
    return {
      ...toPlace(found),
      status: found.status,
      servers: found.servers.map(toServerHealth),
      healthy_count: found.healthyCount,
      total_count: found.servers.length,
    };
  },
  summarise({ pool, status, servers, healthy_count, total_count, ...place }) {
    return [
      `${describeDomains(place)} ${pool}: ${status}, ${healthy_count} of ${countOf(total_count, "server")} up`,
      ...servers.map(describeHealth),
    ].join("\n");
  },
});
