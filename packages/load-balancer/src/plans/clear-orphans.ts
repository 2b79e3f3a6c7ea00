import type { DesiredState } from "@haproxy-mcp/map-store";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { assertNotTooSmall } from "../too-small.js";
import type { Plan } from "./plan.js";

/**
 * Takes away servers without a domain. A crash leaves them: the map is the commit point, so the domain of a
 * half-made addition never existed, and that of a half-made removal is gone.
 *
 * @throws LoadBalancerError `STATE_TOO_SMALL` when they are so many that the map must have been lost
 */
export function planClearOrphans(state: DesiredState): Plan<readonly DomainPattern[]> {
  const orphans = [...state.servers.keys()].filter((domain) => !state.domains.has(domain));
  assertNotTooSmall(orphans.length, state.domains.size, "domains in servers.json are not in domains.map");
  return {
    state: { ...state, servers: new Map([...state.servers].filter(([domain]) => state.domains.has(domain))) },
    result: orphans,
  };
}
