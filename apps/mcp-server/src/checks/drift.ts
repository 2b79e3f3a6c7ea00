import { messageOf } from "@haproxy-mcp/durable-files";
import {
  type Difference,
  type Drift,
  describeDifference,
  type FindDriftOptions,
  type LoadBalancer,
  LoadBalancerError,
} from "@haproxy-mcp/load-balancer";
import { countOf } from "../program/count-of.js";
import { bounded, type Check, error, type Finding } from "./finding.js";
import { lossFindings, orphanFindings, uncertainFindings } from "./uncertain.js";

const ADD_POOL = "add the pool to haproxy.cfg, then call haproxy_reload";
const RESTORE =
  "call haproxy_restore_state (haproxy-mcp restore) to make HAProxy match, or haproxy_save_state with adopt_running to keep the changes made by hand";

export interface DriftCheck extends Check {
  /** Also empty if HAProxy and the files could not be compared. */
  readonly differences: readonly Difference[];
  /** What was found; `undefined` if HAProxy and the files could not be compared. */
  readonly drift?: Drift | undefined;
  /** Lines and records that are uncertain; `undefined` if HAProxy and the files could not be compared. */
  readonly uncertain: readonly Finding[] | undefined;
  /** At most one, a warning. */
  readonly orphans: readonly Finding[];
  /** How many names were compared, if not all were. */
  readonly compared?: string | undefined;
  /** What is wrong, in short. */
  readonly reason?: string | undefined;
}

/** Whether HAProxy matches the files, and what becomes of lines that can't be read. Waits for changes in progress. */
export async function checkDrift(
  loadBalancer: Pick<LoadBalancer, "findDrift">,
  options: FindDriftOptions,
): Promise<DriftCheck> {
  try {
    const drift = await loadBalancer.findDrift(options);
    const { differences, loss, sample } = drift;
    const uncertain = uncertainFindings(drift.uncertain);
    const orphans = orphanFindings(drift.orphans);
    // differences caused by a loss must not be restored
    const differing = loss === undefined ? differenceFindings(differences) : [];
    return {
      findings: [...lossFindings(loss), ...uncertain, ...differing, ...orphans],
      fact: "HAProxy matches the files",
      differences,
      drift,
      uncertain,
      orphans,
      compared: sample && `compared ${numberOf(sample.names)} of ${numberOf(sample.of)} names`,
      reason: [
        loss ?? [],
        differences.length === 0
          ? []
          : `${countOf(differences.length, "difference")} between HAProxy and the files`,
        drift.uncertain.length === 0 ? [] : countOf(drift.uncertain.length, "uncertain line"),
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
  if (!LoadBalancerError.isInstance(cause)) return "correct the state files first";
  if (cause.code === "MAP_NOT_FOUND")
    return "make haproxy.cfg route by the map, then reload; or correct HAPROXY_MAP_FILE";
  if (cause.code === "MAP_AMBIGUOUS") return "set HAPROXY_MAP_ID to the map that routes domains";
  return "fix HAProxy's Runtime API first";
}
