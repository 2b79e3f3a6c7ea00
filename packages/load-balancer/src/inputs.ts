import type { ServerRecord } from "@haproxy-mcp/map-store";
import {
  DEFAULT_PORT,
  DEFAULT_STATE,
  DEFAULT_WEIGHT,
  parse,
  parseIpAddress,
  portSchema,
  type ServerState,
  type Slot,
  serverStateSchema,
  slotSchema,
  ValidationError,
  weightSchema,
} from "@haproxy-mcp/validation";
import { atIndex } from "./at-index.js";
import type { SlotRequest } from "./plans/choose-slot.js";

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

/** In one call. */
export const MAX_ADDED_SERVERS = 10;

/** A server, and the slot and state that it gets. */
export interface ServerInSlotInput extends ServerInput {
  /** From 1; left out, the slot that has the server already, or the lowest free one. */
  readonly slot?: number | undefined;
  /** Default: `ready`. */
  readonly state?: ServerState | undefined;
}

/** @throws ValidationError */
export function parseServerInSlot({
  slot,
  state = DEFAULT_STATE,
  ...server
}: ServerInSlotInput): Pick<SlotRequest, "slot" | "server"> {
  return {
    slot: slot === undefined ? undefined : parseSlot(slot),
    server: { ...parseServer(server), state: parse(serverStateSchema, state, "state") },
  };
}

/** @throws ValidationError whose field names the one at fault: `servers[2].ip` */
export function parseServers(
  servers: readonly ServerInSlotInput[],
  { atLeast, replace = false }: { readonly atLeast: number; readonly replace?: boolean },
): readonly SlotRequest[] {
  const { length } = servers;
  if (length < atLeast || length > MAX_ADDED_SERVERS) {
    const problem = `must be ${atLeast} to ${MAX_ADDED_SERVERS}, not ${length}`;
    throw new ValidationError("OUT_OF_RANGE", "servers", problem);
  }
  return servers.map((server, index) => atIndex(index, () => ({ ...parseServerInSlot(server), replace })));
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
