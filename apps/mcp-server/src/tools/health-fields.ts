import type { ServerHealth } from "@haproxy-mcp/load-balancer";
import { formatEndpoint } from "@haproxy-mcp/validation";
import { z } from "zod";

/** A server's health, as `haproxy_domain_health` shows it. */
export const serverHealthShape = {
  name: z.string(),
  addr: z.string(),
  status: z
    .string()
    .describe(
      "UP, CHECKING (takes requests; its next check decides), DOWN, DRAIN, MAINT, NOLB, NO CHECK (takes requests unchecked), or MISSING in HAProxy",
    ),
  check_status: z.string().optional().describe("Result of the last check: L4OK, L4CON, L7STS, …"),
};

const shown = z.looseObject(serverHealthShape);
type Shown = z.input<typeof shown>;

export function toServerHealth({ name, ip, port, status, checkStatus }: ServerHealth): Shown {
  return {
    name,
    addr: formatEndpoint(ip, port),
    status,
    check_status: checkStatus,
  };
}

export function describeHealth(server: Shown): string {
  const { name, addr, status, check_status } = server;
  return `${name} ${addr} ${[status, check_status].filter(Boolean).join(" ")}`;
}
