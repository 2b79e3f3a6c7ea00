import { messageOf } from "@haproxy-mcp/durable-files";
import {
  type Difference,
  describeDifference,
  type LoadBalancer,
  LoadBalancerError,
} from "@haproxy-mcp/load-balancer";
import { bounded, type Check, error } from "./finding.js";

const ADD_POOL = "add the pool to haproxy.cfg, and call haproxy_reload";
const RESTORE =
  "call haproxy_restore_state (haproxy-mcp restore) to make HAProxy match, or haproxy_save_state with adopt_running to keep what was changed by hand";

export interface DriftCheck extends Check {
  /** None, too, where HAProxy and the files could not be compared. */
  readonly differences: readonly Difference[];
}

/** Whether HAProxy is as the files say. Waits for changes that are being made. */
export async function checkDrift(
  loadBalancer: Pick<LoadBalancer, "findDrift">,
  signal: AbortSignal,
): Promise<DriftCheck> {
  try {
    const { differences } = await loadBalancer.findDrift({ signal });
    const missing = differences.filter((one) => one.kind === "server" && one.running === undefined);
    const others = differences.filter((one) => !missing.includes(one));
    const findings = [
      ...bounded(missing.map((one) => error(describeDifference(one), ADD_POOL))),
      ...bounded(others.map((one) => error(describeDifference(one), RESTORE))),
    ];
    return { findings, fact: "HAProxy is as the files say", differences };
  } catch (cause) {
    return { findings: [error(messageOf(cause), remedyFor(cause))], differences: [] };
  }
}

function remedyFor(cause: unknown): string {
  if (!LoadBalancerError.isInstance(cause)) return "correct the files of the desired state first";
  if (cause.code === "MAP_NOT_FOUND")
    return "look names up in the map in haproxy.cfg, and reload; or correct HAPROXY_MAP_FILE";
  if (cause.code === "MAP_AMBIGUOUS") return "set HAPROXY_MAP_ID to the one that routes domains";
  return "make HAProxy's Runtime API answer first";
}
