import { messageOf } from "@haproxy-mcp/durable-files";
import type {
  DomainHealthCounts,
  DomainStatus,
  LoadBalancer,
  UnhealthyPool,
} from "@haproxy-mcp/load-balancer";
import { countOf } from "../program/count-of.js";
import { describeHealth, toServerHealth } from "../tools/health-fields.js";
import { bounded, type Check, error, type Finding, warning } from "./finding.js";

const REMEDY =
  "call haproxy_domain_health for each server's last check; then start the servers, set them ready, or correct their addresses";
const NAMES_SHOWN = 3;

export interface DomainsCheck extends Check {
  /** Domains by status; absent if HAProxy or the files could not be read. */
  readonly counts?: DomainHealthCounts["counts"];
  /** What is wrong, in short. */
  readonly reason?: string | undefined;
}

/** Whether the servers of every domain are up. Servers that await their first check make no domain degraded or down. */
export async function checkDomains(
  loadBalancer: Pick<LoadBalancer, "countDomainHealth">,
  signal: AbortSignal,
): Promise<DomainsCheck> {
  try {
    const { counts, unhealthy } = await loadBalancer.countDomainHealth({ signal });
    return {
      findings: bounded(unhealthy.map(findingOf)),
      fact: describeCounts(counts, ["healthy", "checking", "no_servers"]),
      counts,
      reason: describeCounts(counts, ["down", "degraded"]),
    };
  } catch (cause) {
    return { findings: [error(messageOf(cause), "fix what the other checks report first")] };
  }
}

/** `down` if no domain that has servers is up, `degraded` if some are not. */
export function statusOfDomains({ counts }: Pick<DomainsCheck, "counts">): "healthy" | "degraded" | "down" {
  if (counts === undefined || counts.down + counts.degraded === 0) return "healthy";
  return counts.healthy + counts.checking + counts.degraded === 0 ? "down" : "degraded";
}

function findingOf({ domains, status, healthyCount, serverCount, pool, down }: UnhealthyPool): Finding {
  const names = [...domains].slice(0, NAMES_SHOWN).join(", ");
  const more = domains.size > NAMES_SHOWN ? ` and ${domains.size - NAMES_SHOWN} more` : "";
  const is = domains.size === 1 ? "is" : "are";
  const message = `${names}${more} (${pool}) ${is} ${status}: ${healthyCount} of ${countOf(serverCount, "server")} up`;
  const [first] = down;
  const cause = first === undefined ? "" : `; ${describeHealth(toServerHealth(first))}`;
  return status === "down"
    ? error(`${message}, requests get 503${cause}`, REMEDY)
    : warning(`${message}${cause}`, REMEDY);
}

function describeCounts(counts: DomainHealthCounts["counts"], shown: readonly DomainStatus[]): string {
  const parts = shown.filter((status) => counts[status] > 0).map((status) => `${counts[status]} ${status}`);
  return parts.length === 0 ? "no domain has servers" : parts.join(", ");
}
