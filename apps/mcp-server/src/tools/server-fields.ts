import type { ServerView } from "@haproxy-mcp/load-balancer";
import {
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

/** Inputs that several tools take, described once. */
export const domainField = domainPatternSchema.describe(
  "Host name such as api.example.com, or *.example.com for every name below it",
);
export const ipField = ipAddressSchema.describe(
  "IPv4 or IPv6 address of the server, such as 10.0.0.1 or 2001:db8::1",
);
export const portField = portSchema.describe("TCP port on which the server speaks plain HTTP");
export const weightField = weightSchema.describe(
  "Share of the traffic against the domain's other servers, 0 to 256; 0 gives it no new connections",
);

/** In the tools' input; inside, no slot at all says the same. */
export const FIRST_FREE = 0;
export const freeSlotField = z
  .number()
  .int()
  .min(FIRST_FREE)
  .max(SLOT_LIMIT)
  .default(FIRST_FREE)
  .describe("Slot from 1, or 0 for the first free one");
export const stateField = serverStateSchema.describe(
  "ready takes traffic, drain finishes what it has, maint takes none and is not checked",
);
export const sessionsField = z
  .number()
  .int()
  .optional()
  .describe("Sessions still open on the servers; absent when HAProxy did not say");

/** A warning where sessions are left that will not all end well. */
export function stillBusy(
  state: "ready" | "drain" | "maint" | "removed",
  sessions: number | undefined,
): string {
  if (sessions === undefined) return "; HAProxy did not say how many sessions are still open";
  if (sessions === 0 || state === "ready") return "";
  return state === "drain"
    ? `; ${sessions} sessions are left, see haproxy_wait_drain`
    : `; warning: ${sessions} sessions are still open there and may be cut, nobody waits for them`;
}

/** A server as results show it. Loose, so that a later field breaks no client that knows an older schema. */
export const serverShape = {
  slot: z.number().int(),
  name: z.string().describe("HAProxy's name of the server"),
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

/** `slot 1 10.0.0.1:80`, with weight and state where they are not the usual ones. */
export function describeServer(server: z.input<typeof serverOutput>): string {
  const { slot, ip, http_port, weight, state } = server;
  return [
    `slot ${slot} ${formatEndpoint(ip as IpAddress, http_port as Port)}`,
    ...(weight === 1 ? [] : [`weight ${weight}`]),
    ...(state === "ready" ? [] : [state]),
  ].join(" ");
}
