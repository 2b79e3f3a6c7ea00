import { messageOf } from "@haproxy-mcp/durable-files";
import { poolName, poolNumber } from "@haproxy-mcp/pool-allocator";
import { domainPatternSchema, parse, slotSchema } from "@haproxy-mcp/validation";
import { type DesiredState, type ServerRecord, sameRecord } from "../desired-state.js";
import { invalidState } from "../errors.js";
import type { NameChanges } from "./name-changes.js";
import { parseServerRecord } from "./server-record.js";

/**
 * Refuses what would be read back as something else, or not at all: a name with a line end in it, a port that HAProxy
 * takes for another. Looks at what differs only.
 *
 * @param changed numbers of the pools that differ
 * @throws StoreError `INVALID_STATE`
 */
export function assertValidChange(
  before: DesiredState["pools"],
  after: DesiredState["pools"],
  changed: Iterable<number>,
  names: NameChanges,
): void {
  for (const number of changed) {
    const pool = after.get(number);
    if (pool === undefined) continue;
    if (poolNumber(poolName(number)) !== number)
      throw invalidState(`${shown(number)} is not the number of a pool`);
    for (const name of names.get(number)?.entered ?? []) assertName(name);
    if (pool.names.size === 0 && pool.servers.size > 0)
      throw invalidState(`pool ${number} has servers and no name`);
    const had = before.get(number)?.servers;
    for (const [slot, record] of pool.servers === had ? [] : pool.servers) {
      if (had?.get(slot) !== record) assertRecord(`pool ${number}, slot ${shown(slot)}`, slot, record);
    }
  }
}

function assertName(name: unknown): void {
  const { success, data, error } = domainPatternSchema.safeParse(name);
  if (success && data === name) return;
  const why = success ? `write ${shown(data)}` : error.issues.map(({ message }) => message).join(", ");
  throw invalidState(`${shown(name)} is not a domain in canonical form: ${why}`);
}

function assertRecord(place: string, slot: number, record: ServerRecord): void {
  const { ip, port, weight, state } = record;
  let read: ServerRecord;
  try {
    parse(slotSchema, slot, "slot");
    read = parseServerRecord({ ip, http_port: port, weight, state });
  } catch (cause) {
    throw invalidState(`${place}: ${messageOf(cause)}`, { cause });
  }
  // Left out, a field would be read with its default; an address has one canonical form.
  if (!sameRecord(read, record)) throw invalidState(`${place}: ${shown(record)} is not in canonical form`);
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 300);
}
