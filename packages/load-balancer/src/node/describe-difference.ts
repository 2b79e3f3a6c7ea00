import type { ServerRecord } from "@haproxy-mcp/map-store";
import type { Difference, MapDifference, ServerDifference } from "./difference.js";
import type { RunningSlot } from "./running-state.js";

/** A difference in words: `pool_1_2 is 10.0.0.9:80 weight 1 ready, should be empty`. */
export function describeDifference(difference: Difference): string {
  return difference.kind === "map" ? describeEntry(difference) : describeServer(difference);
}

function describeEntry({ key, desired, running }: MapDifference): string {
  const is =
    running.length === 0
      ? "is not routed"
      : `is routed to ${running.map(({ value }) => value).join(" and ")}`;
  return `${key} ${is}, should ${desired === undefined ? "not be routed" : `be routed to ${desired} only`}`;
}

function describeServer({ name, desired, running }: ServerDifference): string {
  return `${name} ${running === undefined ? "does not exist" : `is ${describeRecord(running)}`}, should be ${desired === undefined ? "empty" : describeRecord(desired)}`;
}

/** In words for messages. */
const STATES = { ready: "ready", drain: "draining", maint: "in maintenance" } as const;

/** `10.0.0.9:80 weight 1 ready` */
export function describeRecord({ ip, port, weight, state }: ServerRecord | RunningSlot): string {
  return `${ip.includes(":") ? `[${ip}]` : ip}:${port} weight ${weight} ${STATES[state]}`;
}
