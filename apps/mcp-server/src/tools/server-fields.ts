import type { Aftermath, ServerInSlotInput, ServerView } from "@haproxy-mcp/load-balancer";
import {
  DEFAULT_PORT,
  domainPatternSchema,
  formatEndpoint,
  type IpAddress,
  ipAddressSchema,
  type Port,
  portSchema,
  SLOT_LIMIT,
  serverStateSchema,
  weightSchema,
} from "@haproxy-mcp/validation";
import { z } from "zod";
import { countOf } from "../program/count-of.js";

/** Inputs that several tools share. */
export const domainField = domainPatternSchema.describe(
  "api.example.com, or *.example.com for every name below it",
);
export const ipField = bareAddress()
  .pipe(ipAddressSchema)
  .describe("IPv4 or IPv6 address of the server, such as 10.0.0.1 or 2001:db8::1");
export const portField = portSchema.describe("TCP port where the server accepts plain HTTP");
export const weightField = weightSchema.describe(
  "Share of the traffic relative to the other servers, 0 to 256; 0: no new connections",
);

/** In tool inputs; the load balancer takes `undefined` for it. */
const FIRST_FREE = 0;
const freeSlotField = z
  .number()
  .int()
  .min(FIRST_FREE)
  .max(SLOT_LIMIT)
  .default(FIRST_FREE)
  .describe("Slot from 1, or 0 for the first free one");
export const serverField = z.strictObject({
  slot: freeSlotField,
  ip: ipField,
  http_port: portField.default(DEFAULT_PORT),
  weight: weightField.optional(),
});
export const replaceServerField = z
  .boolean()
  .default(false)
  .describe("Overwrite what the slot has, or with slot 0 the same address");

export function toServerInput({
  slot,
  ip,
  http_port: port,
  weight,
}: z.output<typeof serverField>): ServerInSlotInput {
  return { slot: slot === FIRST_FREE ? undefined : slot, ip, port, weight };
}

export const stateField = serverStateSchema.describe(
  "ready takes traffic; drain finishes open sessions and takes no new ones; maint takes none and is not checked",
);
export const sessionsField = z
  .number()
  .int()
  .optional()
  .describe("Open sessions; absent if HAProxy did not report them");

/** Warns of sessions that are still open. */
export function stillBusy(
  state: "ready" | "drain" | "maint" | "removed",
  sessions: number | undefined,
): string {
  if (sessions === undefined) return "; HAProxy did not report how many sessions are open";
  if (sessions === 0 || state === "ready") return "";
  return state === "drain"
    ? `; ${countOf(sessions, "session")} left, see haproxy_wait_drain`
    : `; warning: ${countOf(sessions, "open session")} may be cut`;
}

export const warningField = z.string().optional().describe("What requests may meet now, and what to do");

/** Warns where no server is left that is checked healthy. */
export function noneLeft(domain: string, { healthyCount, checkingCount = 0 }: Aftermath): string | undefined {
  if (healthyCount !== 0) return undefined;
  if (checkingCount === 0)
    return `no server of ${domain} takes requests: they get 503 until one is up; see haproxy_domain_health`;
  const awaits = checkingCount === 1 ? "awaits its" : "await their";
  return (
    `no server of ${domain} is checked healthy: ${countOf(checkingCount, "server")} ${awaits} first check; ` +
    "wait until haproxy_domain_health shows one UP before you take out more"
  );
}

export function withWarning(text: string, warning: string | undefined): string {
  return warning === undefined ? text : `${text}\nwarning: ${warning}`;
}

/** A server in results. Loose, so that a new field breaks no client with an older schema. */
export const serverShape = {
  slot: z.number().int(),
  name: z.string().describe("Server name in HAProxy"),
  ip: z.string(),
  http_port: z.number().int(),
  weight: z.number().int(),
  state: z.enum(["ready", "drain", "maint"]),
};
export const serverOutput = z.looseObject(serverShape);

export function toServerOutput({
  slot,
  name,
  ip,
  port,
  weight,
  state,
}: ServerView): z.input<typeof serverOutput> {
  return { slot, name, ip, http_port: port, weight, state };
}

/** `pool_1_1 10.0.0.1:80` */
export function describeAddress({
  name,
  ip,
  http_port,
}: Pick<z.input<typeof serverOutput>, "name" | "ip" | "http_port">) {
  return `${name} ${formatEndpoint(ip as IpAddress, http_port as Port)}`;
}

/** `slot 1 10.0.0.1:80`, with weight and state unless they are 1 and ready. */
export function describeServer(server: z.input<typeof serverOutput>): string {
  const { slot, weight, state } = server;
  return [
    describeAddress({ ...server, name: `slot ${slot}` }),
    ...(weight === 1 ? [] : [`weight ${weight}`]),
    ...(state === "ready" ? [] : [state === "drain" ? "draining" : "in maintenance"]),
  ].join(" ");
}

/** `10.0.0.1:8080`, `[::1]:80`, `http://10.0.0.1/`: refused with where each part goes. */
const ENDPOINT = /^(?:[a-z]+:\/\/)?(?:\[(?<v6>[^\]]+)\]|(?<v4>[\d.]+))(?::(?<port>\d+))?(?:\/.*)?$/i;

function bareAddress() {
  return z.string().superRefine((text, context) => {
    const { v4, v6, port } = ENDPOINT.exec(text)?.groups ?? {};
    const ip = v6 ?? v4;
    if (ip === undefined || ip === text) return;
    const rest = port === undefined ? "" : `; the port goes into http_port: ${port}`;
    const message = `must be an address alone: ${ip}${rest}`;
    context.addIssue({ code: "custom", message, params: { code: "INVALID_ADDRESS" }, continue: false });
  });
}
