import {
  DEFAULT_PORT,
  DEFAULT_STATE,
  DEFAULT_WEIGHT,
  ipAddressSchema,
  parse,
  portSchema,
  type Slot,
  serverStateSchema,
  slotSchema,
  ValidationError,
  weightSchema,
} from "@haproxy-mcp/validation";
import type { ServerRecord } from "../desired-state.js";

export type JsonObject = Readonly<Record<string, unknown>>;

const OWN_KEYS: ReadonlySet<string> = new Set(["ip", "http_port", "weight", "state"]);

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a key of a domain stands for a slot, be it a good one or not, or holds what only a server has. */
export function looksLikeServer([key, value]: readonly [string, unknown]): boolean {
  return /^\d+$/.test(key) || (isJsonObject(value) && Object.hasOwn(value, "ip"));
}

/** @throws ValidationError */
export function parseSlot(key: string): Slot {
  const slot = parse(slotSchema, Number(key), "slot");
  if (String(slot) !== key) throw new ValidationError("INVALID_INPUT", "slot", `must be written "${slot}"`);
  return slot;
}

/**
 * Reads a record of servers.json; a port, weight or state that is left out has its default.
 *
 * @throws ValidationError
 */
export function parseServerRecord(value: unknown): ServerRecord {
  const { ip, http_port, weight, state }: JsonObject = isJsonObject(value) ? value : { ip: value };
  return {
    ip: parse(ipAddressSchema, ip, "ip"),
    port: parse(portSchema, http_port ?? DEFAULT_PORT, "http_port"),
    weight: parse(weightSchema, weight ?? DEFAULT_WEIGHT, "weight"),
    state: parse(serverStateSchema, state ?? DEFAULT_STATE, "state"),
  };
}

/** Writes a record over the former one: unknown keys and the order of keys survive. */
export function formatServerRecord(record: ServerRecord, former: unknown): JsonObject {
  const own = new Map<string, unknown>([
    ["ip", record.ip],
    ["http_port", record.port],
  ]);
  if (record.weight !== DEFAULT_WEIGHT) own.set("weight", record.weight);
  if (record.state !== DEFAULT_STATE) own.set("state", record.state);
  const kept = Object.entries(isJsonObject(former) ? former : {}).filter(
    ([key]) => own.has(key) || !OWN_KEYS.has(key),
  );
  return Object.fromEntries([...kept, ...own]);
}
