import type { ServerRecord } from "@haproxy-mcp/map-store";
import { poolName, poolNumber } from "@haproxy-mcp/pool-allocator";
import {
  ipAddressSchema,
  parse,
  parseDomainPattern,
  portSchema,
  serverStateSchema,
  slotSchema,
  ValidationError,
  weightSchema,
} from "@haproxy-mcp/validation";
import type { StateDifference } from "./recording.js";

/**
 * A difference as it may have been read from a file that was edited.
 *
 * @throws ValidationError whose field names the value at fault: `servers[2].before.ip`
 */
export function parseDifference({ names, servers, kept }: StateDifference): StateDifference {
  return {
    names: names.map(({ name, before, after }, index) => ({
      name: parseDomainPattern(name, `names[${index}].name`),
      before: parseIf(before, `names[${index}].before`, parsePool),
      after: parseIf(after, `names[${index}].after`, parsePool),
    })),
    servers: servers.map(({ pool, slot, before, after }, index) => ({
      pool: parsePool(pool, `servers[${index}].pool`),
      slot: parse(slotSchema, slot, `servers[${index}].slot`),
      before: parseIf(before, `servers[${index}].before`, parseRecord),
      after: parseIf(after, `servers[${index}].after`, parseRecord),
    })),
    kept: kept.map(({ pool, names: its }, index) => ({
      pool: parsePool(pool, `kept[${index}].pool`),
      names: its.map((name, at) => parseDomainPattern(name, `kept[${index}].names[${at}]`)),
    })),
  };
}

function parseIf<Value>(
  value: Value | undefined,
  field: string,
  parseValue: (value: Value, field: string) => Value,
): Value | undefined {
  return value === undefined ? undefined : parseValue(value, field);
}

function parsePool(pool: number, field: string): number {
  if (poolNumber(poolName(pool)) === pool) return pool;
  throw new ValidationError(
    "OUT_OF_RANGE",
    field,
    `must be the number of a pool, not ${JSON.stringify(pool)}`,
  );
}

function parseRecord(record: ServerRecord | null, field: string): ServerRecord {
  if (record === null || typeof record !== "object")
    throw new ValidationError("INVALID_INPUT", field, "must be a server");
  return {
    ip: parse(ipAddressSchema, record.ip, `${field}.ip`),
    port: parse(portSchema, record.port, `${field}.port`),
    weight: parse(weightSchema, record.weight, `${field}.weight`),
    state: parse(serverStateSchema, record.state, `${field}.state`),
  };
}
