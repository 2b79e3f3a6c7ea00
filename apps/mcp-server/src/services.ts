import type { HaproxyHost } from "@haproxy-mcp/haproxy-host";
import { createLoadBalancer, type LoadBalancer, renderServerState } from "@haproxy-mcp/load-balancer";
import { createFileStateStore } from "@haproxy-mcp/map-store";
import { configuredPools } from "@haproxy-mcp/pool-allocator";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import type { Config } from "./config.js";
import { checkHealth, type Health, type HealthSources } from "./health.js";
import type { Log } from "./log.js";
import { Reconciliation } from "./reconciliation.js";

/** Everything a tool may call. */
export interface Services {
  readonly loadBalancer: LoadBalancer;
  readonly reconciliation: Reconciliation;
  readonly log: Log;
  health(signal: AbortSignal): Promise<Health>;
}

/** The composition root: the only place that builds clients and stores. */
export function createServices({ haproxy }: Config, log: Log, host?: HaproxyHost): Services {
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
    pools: configuredPools({ count: haproxy.poolCount, slots: haproxy.maxSlots }),
    mapFile,
    ...(mapId !== undefined && { mapId }),
  });
  const reconciliation = new Reconciliation(loadBalancer, runtime, log);
  const healthSources: HealthSources = {
    runtime,
    store,
    files: { map_file: mapFile, servers_file: serversFile, state_file: stateFile },
    notRestored: () => reconciliation.obstacle,
    findDrift: (options) => loadBalancer.findDrift(options),
    ...(host && { host }),
  };
  return { loadBalancer, reconciliation, log, health: (signal) => checkHealth(healthSources, signal) };
}
