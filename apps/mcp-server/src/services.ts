import type { CertificateManager } from "@haproxy-mcp/acme-manager";
import type { HaproxyHost } from "@haproxy-mcp/haproxy-host";
import { createLoadBalancer, type LoadBalancer, renderServerState } from "@haproxy-mcp/load-balancer";
import { createFileStateStore } from "@haproxy-mcp/map-store";
import { createRuntimeApiClient, type RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { createCertificates } from "./certificates/create-certificates.js";
import { createHost } from "./haproxy/create-host.js";
import { checkHealth, type Health, type HealthSources } from "./health/check-health.js";
import type { Log } from "./program/log.js";
import { Reconciliation } from "./reconciliation.js";
import type { Config } from "./settings/config.js";

/** Everything a tool may call. */
export interface Services {
  readonly loadBalancer: LoadBalancer;
  readonly runtime: RuntimeApiClient;
  readonly reconciliation: Reconciliation;
  readonly certificates: CertificateManager;
  /** Absent where HAProxy runs out of our reach. */
  readonly host?: HaproxyHost;
  readonly log: Log;
  health(signal: AbortSignal): Promise<Health>;
}

/**
 * The composition root: the only place that builds clients and stores.
 *
 * @param onHaproxyExit an HAProxy that is our child ended by itself
 */
export function createServices(
  config: Config,
  log: Log,
  onHaproxyExit: (reason: string) => void = () => {},
): Services {
  for (const unknown of config.unknown) log.warn(unknown);
  const { haproxy } = config;
  const { address, mapFile, mapId, serversFile, stateFile } = haproxy;
  const runtime = createRuntimeApiClient({ address });
  const store = createFileStateStore({
    mapFile,
    serversFile,
    derived: [{ file: stateFile, render: renderServerState }],
  });
  const loadBalancer = createLoadBalancer({
    store,
    runtime,
    pools: { count: haproxy.poolCount, slots: haproxy.maxSlots },
    mapFile,
    ...(mapId !== undefined && { mapId }),
  });
  const host = createHost(config, runtime, onHaproxyExit);
  const reconciliation = new Reconciliation(loadBalancer, log);
  const certificates = createCertificates(config, runtime, host);
  const healthSources: HealthSources = {
    runtime,
    store,
    files: { map_file: mapFile, servers_file: serversFile, state_file: stateFile },
    certsDir: config.host.certsDir,
    certificates,
    notRestored: () => reconciliation.obstacle,
    findDrift: (options) => loadBalancer.findDrift(options),
    ...(host && { host }),
  };
  return {
    loadBalancer,
    runtime,
    reconciliation,
    certificates,
    ...(host && { host }),
    log,
    health: (signal) => checkHealth(healthSources, signal),
  };
}
