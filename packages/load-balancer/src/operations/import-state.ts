import type { Pool } from "@haproxy-mcp/map-store";
import { type PoolName, poolName, serverName } from "@haproxy-mcp/pool-allocator";
import {
  type DomainPattern,
  parse,
  parseDomainPattern,
  type Slot,
  serverStateSchema,
  ValidationError,
} from "@haproxy-mcp/validation";
import { atIndex } from "../at-index.js";
import type { Context } from "../context.js";
import { parseServer, parseSlot, type ServerInput } from "../inputs.js";
import { sessionsInPools } from "../node/sessions.js";
import type { OperationOptions } from "../options.js";
import { type PlannedImport, planImportState } from "../plans/import-state.js";
import type { StateDifference } from "../recording.js";

/** Domains and servers as they are to be. */
export interface ImportStateInput {
  /** A name may be in one of them only. */
  readonly pools: readonly PoolInput[];
  /** Removes the domains that none of the pools has. Default: false. */
  readonly prune?: boolean | undefined;
}

/** Domains that share their servers. */
export interface PoolInput {
  /** At least one. */
  readonly domains: readonly string[];
  readonly servers: readonly PlacedServerInput[];
}

/** A server in its slot, from 1. */
export interface PlacedServerInput extends ServerInput {
  readonly slot: number;
  /** Default: `ready`. */
  readonly state?: string | undefined;
}

/** What an import changed, by domain. */
export interface ImportedState extends PlannedImport {
  /** Open sessions on the servers that are removed; absent when HAProxy did not say. */
  readonly sessions: number | undefined;
}

/** See `Changes.importState`. */
export async function importState(
  context: Context,
  { pools, prune = false }: ImportStateInput,
  options: OperationOptions = {},
): Promise<ImportedState> {
  const wanted = { pools: parsePools(pools), prune };
  const planned = await context.changes.make(
    (ground) => planImportState(ground, context.pools, wanted),
    options,
  );
  const removed = removedServers(planned.difference);
  const sessions =
    removed.size === 0 ? 0 : await sessionsInPools(context.node, removed, options).catch(() => undefined);
  return { ...planned, sessions };
}

function parsePools(pools: readonly PoolInput[]): readonly Pool[] {
  const seen = new Set<DomainPattern>();
  return pools.map(({ domains, servers }, index) => {
    const at = `pools[${index}]`;
    if (domains.length === 0)
      throw new ValidationError("INVALID_INPUT", `${at}.domains`, "must have a domain");
    const names = domains.map((domain, place) => {
      const name = parseDomainPattern(domain, `${at}.domains[${place}]`);
      if (seen.has(name))
        throw new ValidationError("INVALID_INPUT", `${at}.domains[${place}]`, `has ${name} a second time`);
      seen.add(name);
      return name;
    });
    return { names: new Set(names), servers: parseServers(servers, at) };
  });
}

function parseServers(servers: readonly PlacedServerInput[], at: string): Pool["servers"] {
  const placed = new Map<Slot, ReturnType<typeof parseServer>>();
  for (const [index, { slot: number, state = "ready", ...server }] of servers.entries()) {
    try {
      atIndex(index, () => {
        const slot = parseSlot(number);
        if (placed.has(slot)) throw new ValidationError("INVALID_INPUT", "slot", `has ${slot} a second time`);
        placed.set(slot, { ...parseServer(server), state: parse(serverStateSchema, state, "state") });
      });
    } catch (error) {
      if (!ValidationError.isInstance(error)) throw error;
      throw new ValidationError(error.code, `${at}.${error.field}`, error.problem, { cause: error });
    }
  }
  return placed;
}

/** By the pool that they were in. */
function removedServers({ servers }: StateDifference): ReadonlyMap<PoolName, readonly string[]> {
  const removed = new Map<PoolName, string[]>();
  for (const { pool: number, slot, before, after } of servers) {
    if (before === undefined || after !== undefined) continue;
    const pool = poolName(number);
    removed.set(pool, [...(removed.get(pool) ?? []), serverName(pool, slot)]);
  }
  return removed;
}
