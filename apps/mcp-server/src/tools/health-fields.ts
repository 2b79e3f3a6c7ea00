import type { ServerHealth } from "@haproxy-mcp/load-balancer";
import { z } from "zod";
import { describeDuration } from "../program/duration.js";
import { describeAddress } from "./server-fields.js";

/** A server's status in HAProxy, as every tool shows it. */
export const statusShape = {
  status: z
    .string()
    .describe(
      "UP, CHECKING (takes requests; its next check decides), DOWN, DRAIN, MAINT, NOLB, NO CHECK (takes requests unchecked), or MISSING in HAProxy",
    ),
  check: z
    .string()
    .optional()
    .describe("The check that proved it, in words; absent until one of its address"),
  last_check: z.string().optional().describe("One since, which did not change the status yet"),
  since_sec: z.number().optional().describe("Seconds since it has this status"),
};

/** In inputs of tools that choose servers. */
export const selectorInput = {
  address: z.string().max(64).optional().describe("IP address of the servers, with any port"),
  pool: z.string().max(11).optional().describe("Their pool, such as pool_7"),
  status: z
    .enum(["UP", "CHECKING", "DOWN", "DRAIN", "MAINT", "NOLB", "NO CHECK", "MISSING"])
    .optional()
    .describe("Only servers with this status"),
};

/** A server's health, as `haproxy_domain_health` shows it. */
export const serverHealthShape = {
  name: z.string(),
  ip: z.string(),
  http_port: z.number().int(),
  ...statusShape,
  check_status: z.string().optional().describe("HAProxy's code for the check: L4OK, L4CON, L7STS, …"),
};

const status = z.looseObject(statusShape);
type Status = z.input<typeof status>;
const shown = z.looseObject(serverHealthShape);
type Shown = z.input<typeof shown>;

export function toStatusOutput({ status, check, lastCheck, sinceSec }: ServerHealth): Status {
  return { status, check, last_check: lastCheck, since_sec: sinceSec };
}

export function toServerHealth(server: ServerHealth): Shown {
  const { name, ip, port, checkStatus } = server;
  return { name, ip, http_port: port, ...toStatusOutput(server), check_status: checkStatus };
}

/** `DOWN, connection refused for 9 s`, `MAINT for 4 min`, `UP for 4 min, last check: connection refused`. */
export function describeStatus({ status, check, last_check, since_sec }: Status): string {
  // a drained server was checked before it was drained
  const proved = check === undefined || status === "DRAIN" ? status : `${status}, ${check}`;
  const since = since_sec === undefined ? proved : `${proved} for ${describeDuration(since_sec)}`;
  return last_check === undefined ? since : `${since}, last check: ${last_check}`;
}

export function describeHealth(server: Shown): string {
  return `${describeAddress(server)} ${describeStatus(server)}`;
}
