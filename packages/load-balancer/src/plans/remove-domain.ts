import { type PoolName, poolName } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { assertPoolIsCertain, assertRecordsAreCertain, poolOfDomain } from "../certainty/certain.js";
import { poolAt, withoutDomain } from "../desired-state.js";
import { describeServers, type ServerView } from "../server-view.js";
import type { Ground } from "./ground.js";
import type { Plan } from "./plan.js";

/** A domain that was removed, and what became of its pool. */
export interface RemovedDomain {
  readonly domain: DomainPattern;
  /** `undefined` for a name that only `servers.json` had: its records were deleted, and HAProxy had none of them. */
  readonly pool: PoolName | undefined;
  /** Servers that went with it; none while another name uses the pool. */
  readonly removedServers: readonly ServerView[];
  /** Names that still use the pool. */
  readonly remainingDomains: readonly DomainPattern[];
}

/** Removes a domain; its pool is emptied when no other name uses it. */
export function planRemoveDomain(ground: Ground, domain: DomainPattern): Plan<RemovedDomain> {
  const { state, orphans } = ground;
  if (orphans.some(({ name }) => name === domain)) {
    const result = { domain, pool: undefined, removedServers: [], remainingDomains: [] };
    return { state, discard: [domain], result };
  }
  const pool = poolOfDomain(ground, domain);
  const name = poolName(pool);
  const planned = withoutDomain(state, domain, pool);
  const remainingDomains = [...poolAt(planned, pool).names];
  if (remainingDomains.length === 0) assertPoolIsCertain(ground, pool);
  else assertRecordsAreCertain(ground, domain);
  const removed = remainingDomains.length === 0 ? poolAt(state, pool).servers : new Map();
  return {
    state: planned,
    result: { domain, pool: name, removedServers: describeServers(name, removed), remainingDomains },
  };
}
