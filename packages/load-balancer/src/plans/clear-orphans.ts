import { type DesiredState, patchMap, type ServerRecord, sameRecord } from "@haproxy-mcp/map-store";
import type { DomainPattern, Slot } from "@haproxy-mcp/validation";
import { domainsOfPool } from "../desired-state.js";
import { assertNotTooSmall } from "../too-small.js";
import type { Plan } from "./plan.js";

/**
 * Takes away what a crash in the middle of a change leaves in `servers.json`. Servers without a domain: the map is the
 * commit point, so the domain of a half-made addition never existed, and that of a half-made removal is gone. And the
 * second copy of servers that were on their way from one name of a pool to another.
 *
 * @returns the names without a domain
 * @throws LoadBalancerError `STATE_TOO_SMALL` when they are so many that the map must have been lost
 */
export function planClearOrphans(state: DesiredState): Plan<readonly DomainPattern[]> {
  const orphans = [...state.servers.keys()].filter((domain) => !state.domains.has(domain));
  assertNotTooSmall(orphans.length, state.domains.size, "domains in servers.json are not in domains.map");
  const servers = patchMap(state.servers, { remove: orphans });
  return { state: withoutCopies({ ...state, servers }), result: orphans };
}

/** The first name of a pool keeps a server that stands under several alike. */
function withoutCopies(state: DesiredState): DesiredState {
  const pools = [...state.servers.keys()].map((domain) => state.domains.get(domain));
  const shared = new Set(pools.filter((pool, index) => pools.indexOf(pool) < index));
  return [...shared].reduce<DesiredState>(
    (left, pool) => (pool === undefined ? left : withoutCopiesIn(left, pool)),
    state,
  );
}

function withoutCopiesIn(state: DesiredState, pool: number): DesiredState {
  const seen = new Map<Slot, ServerRecord>();
  let { servers } = state;
  for (const domain of domainsOfPool(state, pool)) {
    const its = [...(servers.get(domain) ?? [])];
    const kept = its.filter(([slot, server]) => !sameRecord(server, seen.get(slot)));
    for (const [slot, server] of its) if (!seen.has(slot)) seen.set(slot, server);
    if (kept.length < its.length) servers = patchMap(servers, { set: [[domain, new Map(kept)]] });
  }
  return { ...state, servers };
}
