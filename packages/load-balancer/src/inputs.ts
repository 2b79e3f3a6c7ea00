import type { ServerRecord } from "@haproxy-mcp/map-store";
import {
  DEFAULT_PORT,
  DEFAULT_STATE,
  DEFAULT_WEIGHT,
  parse,
  parseIpAddress,
  portSchema,
  type Slot,
  slotSchema,
  ValidationError,
  weightSchema,
} from "@haproxy-mcp/validation";

/** Where a server is, and its share of the traffic. */
export interface ServerInput {
  /** IPv4 or IPv6 address. */
  readonly ip: string;
  /** Default: 80. */
  readonly port?: number | undefined;
  /** 0 to 256; 0 gives it no new connections. Default: 1. */
  readonly weight?: number | undefined;
}

/** @throws ValidationError */
export function parseServer({ ip, port, weight }: ServerInput): ServerRecord {
  return {
    ip: parseIpAddress(ip),
    port: port === undefined ? DEFAULT_PORT : parse(portSchema, port, "port"),
    weight: weight === undefined ? DEFAULT_WEIGHT : parse(weightSchema, weight, "weight"),
    state: DEFAULT_STATE,
  };
}

/** @throws ValidationError */
export function parseSlot(slot: number): Slot {
  return parse(slotSchema, slot, "slot");
}

/** @throws ValidationError for what is no length of time, such as NaN */
export function parseTimeoutMs(timeoutMs: number, field: string): number {
  if (timeoutMs >= 0) return timeoutMs;
  throw new ValidationError("OUT_OF_RANGE", field, `must be 0 or more milliseconds, not ${timeoutMs}`);
}
