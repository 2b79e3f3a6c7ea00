import { z } from "zod";
import { defineTool } from "../../define-tool.js";
import { describeServer, domainField, serverOutput, toServerOutput } from "../../server-fields.js";

export const removeDomain = defineTool({
  name: "haproxy_remove_domain",
  title: "Remove a domain",
  description:
    "Stops routing a domain, with no reload. When no other domain shares its pool, the pool's servers are removed too.",
  input: z.strictObject({ domain: domainField }),
  output: z.looseObject({
    domain: z.string(),
    pool: z.string(),
    removed_servers: z.array(serverOutput),
    remaining_domains: z.array(z.string()).describe("Domains that still use the pool"),
  }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  async handle({ domain }, { services, signal }) {
    const removed = await services.loadBalancer.removeDomain({ domain }, { signal });
    return {
      domain: removed.domain,
      pool: removed.pool,
      removed_servers: removed.removedServers.map(toServerOutput),
      remaining_domains: [...removed.remainingDomains],
    };
  },
  summarise({ domain, pool, removed_servers, remaining_domains }) {
    const left =
      remaining_domains.length === 0
        ? `${pool} is free; removed servers: ${removed_servers.map(describeServer).join(", ") || "none"}`
        : `${pool} still serves ${remaining_domains.join(", ")}`;
    return `Removed ${domain}; ${left}`;
  },
});
