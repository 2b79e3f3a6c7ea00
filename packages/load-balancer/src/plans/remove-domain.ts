import type { DesiredState } from "@haproxy-mcp/map-store";
import { type PoolName, poolName } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { poolAt, poolOfDomain, withoutDomain } from "../desired-state.js";
import { describeServers, type ServerView } from "../server-view.js";
import type { Plan } from "./plan.js";

export interface RemovedDomain {
  readonly domain: DomainPattern;
  readonly pool: PoolName;
  /** Servers that went with it; none while another name uses the pool. */
  readonly removedServers: readonly ServerView[];
  /** Names that still use the pool. */
  readonly remainingDomains: readonly DomainPattern[];
}

/** Takes a domain away; its pool is emptied when no other name uses it. */
export function planRemoveDomain(state: DesiredState, domain: DomainPattern): Plan<RemovedDomain> {
  const pool = poolOfDomain(state, domain);
  const name = poolName(pool);
  const planned = withoutDomain(state, domain);
  const remainingDomains = [...poolAt(planned, pool).names];
  const removed = remainingDomains.length === 0 ? poolAt(state, pool).servers : new Map();
  return {
    state: planned,
    result: { domain, pool: name, removedServers: describeServers(name, removed), remainingDomains },
  };
}
