import type { HaproxyHost } from "@haproxy-mcp/haproxy-host";
import type { LoadBalancer } from "@haproxy-mcp/load-balancer";
import type { StateStore } from "@haproxy-mcp/map-store";
import { timeLimit } from "../program/time-limit.js";
import { checkDrift, type DriftCheck } from "./drift.js";
import { error, type Finding } from "./finding.js";
import { checkHost, type HostCheck, NOT_WATCHED } from "./host.js";
import { checkState, type StateCheck, type StateFiles, withLines } from "./state.js";

/** The longest that it waits while another process holds a lock. */
const LIMIT_MS = 3_000;

export interface SurroundingsSources {
  readonly store: StateStore;
  readonly files: StateFiles;
  /** What the configuration lacks; `undefined` if it can't be read from here. */
  readonly configuration: () => Promise<readonly Finding[] | undefined>;
  readonly loadBalancer: Pick<LoadBalancer, "findDrift">;
  /** Absent with `HAPROXY_HOST_KIND=none`. */
  readonly host?: HaproxyHost | undefined;
  /** Why the desired state is not restored yet; `undefined` if it is. */
  readonly notRestored: () => string | undefined;
}

export interface Surroundings {
  /** Of this server. */
  readonly server: readonly Finding[];
  /** A line of the files is a finding here only if `drift` does not report it. */
  readonly state: StateCheck;
  readonly drift: DriftCheck;
  readonly configuration: readonly Finding[] | undefined;
  readonly host: HostCheck;
}

/** The checks of everything but HAProxy's Runtime API, the domains and the certificates, all at once. */
export async function checkSurroundings(
  { store, files, configuration, loadBalancer, host, notRestored }: SurroundingsSources,
  signal: AbortSignal,
): Promise<Surroundings> {
  using limit = timeLimit(signal, LIMIT_MS);
  const [state, drift, lacking, running] = await Promise.all([
    checkState(store, files, signal),
    checkDrift(loadBalancer, { signal: limit.signal, sampled: true }),
    configuration(),
    host === undefined ? NOT_WATCHED : checkHost(host, signal),
  ]);
  const reason = notRestored();
  return {
    server: reason === undefined ? [] : [error(reason, "fix the cause; the server keeps trying")],
    state: withLines(state, drift),
    drift,
    configuration: lacking,
    host: running,
  };
}
