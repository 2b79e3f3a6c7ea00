import { messageOf } from "@haproxy-mcp/durable-files";
import {
  type Difference,
  describeDifference,
  type FindDriftOptions,
  type LoadBalancer,
  LoadBalancerError,
} from "@haproxy-mcp/load-balancer";
import { bounded, type Check, error, type Finding } from "./finding.js";
import { countOf, lossFindings, orphanFindings, uncertainFindings } from "./uncertain.js";

const ADD_POOL = "add the pool to haproxy.cfg, and call haproxy_reload";
const RESTORE =
  "call haproxy_restore_state (haproxy-mcp restore) to make HAProxy match, or haproxy_save_state with adopt_running to keep what was changed by hand";

export interface DriftCheck extends Check {
  /** None, too, where HAProxy and the files could not be compared. */
  readonly differences: readonly Difference[];
  /** Lines and records that are uncertain; `undefined` where they could not be compared with HAProxy. */
  readonly uncertain: readonly Finding[] | undefined;
  /** At most one, a warning. */
  readonly orphans: readonly Finding[];
  /** Where not all names were compared: how many were. */
  readonly compared?: string | undefined;
  /** What is wrong, in a few words. */
  readonly reason?: string | undefined;
}

/** Whether HAProxy is as the files say, and what becomes of lines that can't be read. Waits for changes that are being made. */
export async function checkDrift(
  loadBalancer: Pick<LoadBalancer, "findDrift">,
  options: FindDriftOptions,
): Promise<DriftCheck> {
  try {
    const drift = await loadBalancer.findDrift(options);
    const { differences, loss, sample } = drift;
    const uncertain = uncertainFindings(drift.uncertain);
    const orphans = orphanFindings(drift.orphans);
    // what a loss makes different is not to be restored
    const differing = loss === undefined ? differenceFindings(differences) : [];
    return {
      findings: [...lossFindings(loss), ...uncertain, ...differing, ...orphans],
      fact: "HAProxy is as the files say",
      differences,
      uncertain,
      orphans,
      compared: sample && `compared ${numberOf(sample.names)} of ${numberOf(sample.of)} names`,
      reason: [
        loss ?? [],
        differences.length === 0 ? [] : `HAProxy differs from the files in ${differences.length}`,
        drift.uncertain.length === 0 ? [] : `${countOf(drift.uncertain.length, "uncertain line")}`,
      ]
        .flat()
        .join("; "),
    };
  } catch (cause) {
    const findings = [error(messageOf(cause), remedyFor(cause))];
    return { findings, differences: [], uncertain: undefined, orphans: [] };
  }
}

function numberOf(count: number): string {
  return count.toLocaleString("en");
}

function differenceFindings(differences: readonly Difference[]): readonly Finding[] {
  const missing = differences.filter((one) => one.kind === "server" && one.running === undefined);
  const others = differences.filter((one) => !missing.includes(one));
  return [
    ...bounded(missing.map((one) => error(describeDifference(one), ADD_POOL))),
    ...bounded(others.map((one) => error(describeDifference(one), RESTORE))),
  ];
}

function remedyFor(cause: unknown): string {
  if (!LoadBalancerError.isInstance(cause)) return "correct the files of the desired state first";
  if (cause.code === "MAP_NOT_FOUND")
    return "look names up in the map in haproxy.cfg, and reload; or correct HAPROXY_MAP_FILE";
  if (cause.code === "MAP_AMBIGUOUS") return "set HAPROXY_MAP_ID to the one that routes domains";
  return "make HAProxy's Runtime API answer first";
}
