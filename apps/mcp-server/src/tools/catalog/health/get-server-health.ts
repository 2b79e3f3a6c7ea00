import type { ServerHealth } from "@haproxy-mcp/load-balancer";
import { z } from "zod";
import { boundedTexts } from "../../bounded-list.js";
import { defineTool } from "../../define-tool.js";
import { describeHealth, selectorInput, serverHealthShape, toServerHealth } from "../../health-fields.js";
import { describePage, pageInput, pageOutput, toPage } from "../../page-fields.js";
import { domainField } from "../../server-fields.js";

export const getServerHealth = defineTool({
  name: "haproxy_get_server_health",
  title: "Check the health of servers",
  description:
    "Lists every configured server, or those of one domain, address, pool or status, with status and last check, and counts them by status. Use it when you " +
    "look for servers that are down, or for all of a host, in any domain.",
  input: z.strictObject({ domain: domainField.optional(), ...selectorInput, ...pageInput }),
  output: z.looseObject({
    servers: z.array(
      z.looseObject({
        ...serverHealthShape,
        domains: z.array(z.string()),
        detail: z.string().describe("HAProxy's full status, such as UP 1/3"),
        check_duration_ms: z.number().optional(),
      }),
    ),
    counts: z.record(z.string(), z.number().int()).describe("Servers on all pages by status"),
    ...pageOutput,
  }),
  role: "read",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handle(input, { services, signal }) {
    const found = await services.loadBalancer.listServerHealth(input, { signal });
    const { shown, page } = toPage(found, toShown, input);
    return {
      servers: shown,
      counts: found.counts,
      ...page,
    };
  },
  summarise({ servers, counts, ...page }) {
    const { head, foot } = describePage(servers.length, "server", page);
    const statuses = Object.entries(counts).map(([status, number]) => `${number} ${status}`);
    return [
      [head, ...statuses].join(", "),
      ...servers.map((server) =>
        [...server.domains, describeHealth(server), describeDetail(server)].join(" "),
      ),
      ...foot,
    ].join("\n");
  },
});

function toShown(server: ServerHealth) {
  return {
    ...toServerHealth(server),
    domains: boundedTexts(server.domains),
    detail: server.detail,
    check_duration_ms: server.checkDurationMs,
  };
}

/** `(UP 1/3, L4OK in 2 ms)` */
function describeDetail({
  detail,
  check_status,
  check_duration_ms,
}: Partial<ReturnType<typeof toShown>>): string {
  const took = check_duration_ms === undefined ? "" : ` in ${check_duration_ms} ms`;
  return `(${detail}${check_status === undefined ? "" : `, ${check_status}${took}`})`;
}
