import type { BackendView } from "@haproxy-mcp/load-balancer";
import { z } from "zod";
import { countOf } from "../../../program/count-of.js";
import { boundedTexts } from "../../bounded-list.js";
import { defineTool } from "../../define-tool.js";
import { describePage, pageInput, pageOutput, toPage } from "../../page-fields.js";
import { describeTraffic, toTraffic, trafficShape } from "../../traffic-fields.js";

export const backends = defineTool({
  name: "haproxy_backends",
  title: "List backends",
  description:
    "Lists the pools and other backends of HAProxy with their domains, servers and traffic. Use it when you need to know which " +
    "pool serves a domain, or which backends carry traffic.",
  input: z.strictObject({
    only_used: z.boolean().default(true).describe("Leave out pools that no domain uses"),
    ...pageInput,
  }),
  output: z.looseObject({
    backends: z.array(
      z.looseObject({
        name: z.string(),
        is_pool: z.boolean(),
        domains: z.array(z.string()),
        status: z.string().describe("UP if a server takes traffic"),
        servers_active: z.number().int().describe("Servers that take traffic"),
        servers_configured: z.number().int().optional(),
        queued: z.number().int(),
        ...trafficShape,
      }),
    ),
    ...pageOutput,
  }),
  role: "read",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handle({ only_used: onlyUsed, ...page }, { services, signal }) {
    const found = await services.loadBalancer.listBackends({ onlyUsed, ...page }, { signal });
    const { shown, page: next } = toPage(found, toShown, page);
    return {
      backends: shown,
      ...next,
    };
  },
  summarise({ backends: list, ...page }) {
    const { head, foot } = describePage(list.length, "backend", page);
    return [
      head,
      ...list.map((one) => {
        const { name, domains, status, servers_active: active, servers_configured: configured, queued } = one;
        const servers = `${countOf(active, "active server")}${configured === undefined ? "" : ` of ${configured}`}`;
        return `${[name, ...domains, status].join(" ")}: ${servers}, ${queued} queued, ${describeTraffic(one)}`;
      }),
      ...foot,
    ].join("\n");
  },
});

function toShown(backend: BackendView) {
  return {
    name: backend.name,
    is_pool: backend.isPool,
    domains: boundedTexts(backend.domains),
    status: backend.status,
    servers_active: backend.activeServers,
    servers_configured: backend.configuredServers,
    queued: backend.queued,
    ...toTraffic(backend),
  };
}
