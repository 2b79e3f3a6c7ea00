import type { DesiredState, ServerRecord } from "@haproxy-mcp/map-store";
import { type PoolName, type PoolRange, poolName } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { assertFree, poolOfDomain } from "../certainty/certain.js";
import { poolAt, sharedWith, withDomain } from "../desired-state.js";
import { LoadBalancerError } from "../errors.js";
import { describeServers, type ServerView } from "../server-view.js";
import { planAddServer } from "./add-server.js";
import { planAddServers, type ServersToAdd } from "./add-servers.js";
import { createFreePools } from "./free-pools.js";
import type { Ground } from "./ground.js";
import type { Plan } from "./plan.js";

export interface DomainToAdd {
  readonly domain: DomainPattern;
  readonly server: ServerRecord | undefined;
  readonly servers?: ServersToAdd | undefined;
  readonly aliasOf: DomainPattern | undefined;
  /** Names that share the pool. */
  readonly aliases?: readonly DomainPattern[] | undefined;
  /** Discards what `servers.json` has under names that the map does not have. */
  readonly replace: boolean;
}

/** A domain that was added, with its pool and servers. */
export interface AddedDomain {
  readonly domain: DomainPattern;
  readonly pool: PoolName;
  /** Other names that use the pool. */
  readonly sharedWith: readonly DomainPattern[];
  /** All of the pool. */
  readonly servers: readonly ServerView[];
}

/** Gives a domain the lowest free pool, or that of an existing domain; and its aliases and servers with it, all or none. */
export function planAddDomain(
  ground: Ground,
  pools: PoolRange,
  { domain, server, servers = [], aliasOf, aliases = [], replace }: DomainToAdd,
): Plan<AddedDomain> {
  if (aliasOf !== undefined && (server !== undefined || servers.length > 0))
    throw withServers(domain, aliasOf);
  const names = [domain, ...aliases];
  for (const [index, name] of names.entries()) {
    const field = index === 0 ? "domain" : `aliases[${index - 1}]`;
    if (names.indexOf(name) < index)
      throw new LoadBalancerError("DOMAIN_EXISTS", `${name} was given twice`, { field });
    assertFree(ground, name, field);
    if (!replace) assertNoOrphan(ground, name, field);
  }
  const pool =
    aliasOf === undefined
      ? createFreePools(ground, pools)(new Set([domain]))
      : poolOfDomain(ground, aliasOf, "alias_of");
  const on = (state: DesiredState) => ({ ...ground, state });
  const routed = names.reduce((state, name) => withDomain(state, name, pool), ground.state);
  const withFirst =
    server === undefined
      ? routed
      : planAddServer(on(routed), pools, { domain, server, slot: undefined }).state;
  const { state } = planAddServers(on(withFirst), pools, domain, servers);
  const name = poolName(pool);
  return {
    state,
    discard: names,
    result: {
      domain,
      pool: name,
      sharedWith: sharedWith(state, pool, domain),
      servers: describeServers(name, poolAt(state, pool).servers),
    },
  };
}

function withServers(domain: DomainPattern, aliasOf: DomainPattern): LoadBalancerError {
  return new LoadBalancerError(
    "ALIAS_WITH_SERVERS",
    `${domain} as an alias of ${aliasOf} has no servers of its own: one given for it would serve ${aliasOf} at once`,
    { field: "alias_of" },
  );
}

/** @throws LoadBalancerError `ORPHANED` */
export function assertNoOrphan({ orphans }: Ground, domain: DomainPattern, field: string): void {
  const orphan = orphans.find(({ name }) => name === domain);
  if (orphan === undefined) return;
  const since = orphan.since === undefined ? "" : `, removed from the map on ${orphan.since.toISOString()}`;
  throw new LoadBalancerError(
    "ORPHANED",
    `${domain} has servers on record and no line in the map${since}; nothing was changed`,
    { field },
  );
}
