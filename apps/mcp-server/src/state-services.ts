import { createLoadBalancer } from "@haproxy-mcp/load-balancer";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { createStore } from "./create-store.js";
import { createLocalTransport, localSocketOf } from "./haproxy/local-socket.js";
import { createOwnEndpoints, withFreshRule } from "./haproxy/own-endpoints.js";
import { createHistory, historyOf } from "./history/history.js";
import type { Services } from "./services.js";
import type { Config } from "./settings/config.js";

/** For tools that only read domains and servers: what the others need takes most of the time that a command needs to start. */
export function createStateServices(
  config: Config,
  log: Services["log"],
): Pick<Services, "loadBalancer" | "history"> {
  const { haproxy } = config;
  const { address, mapFile, mapId } = haproxy;
  const local = localSocketOf(config);
  const transport = local === undefined ? undefined : createLocalTransport(local, address);
  const runtime = createRuntimeApiClient({ address, transport });
  const ownEndpoints = createOwnEndpoints(config, runtime);
  const store = withFreshRule(createStore(haproxy, ownEndpoints.refuseServer), ownEndpoints);
  const history = createHistory({ file: historyOf(haproxy), read: (given) => store.read(given), log });
  const loadBalancer = createLoadBalancer({
    store,
    runtime,
    pools: { count: haproxy.poolCount, slots: haproxy.maxSlots },
    mapFile,
    mapId,
  });
  return { loadBalancer, history };
}
