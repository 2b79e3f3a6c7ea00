import { createLoadBalancer, refuseOwnEndpoints } from "@haproxy-mcp/load-balancer";
import { createStore } from "./create-store.js";
import { createRuntime } from "./haproxy/create-runtime.js";
import { addressesHere, settledEndpoints } from "./haproxy/settled-endpoints.js";
import { createHistory, historyOf } from "./history/history.js";
import type { Services } from "./services.js";
import type { Config } from "./settings/config.js";

/** For tools that only read domains and servers: what the others need takes most of the time that a command needs to start. */
export function createStateServices(
  config: Config,
  log: Services["log"],
): Pick<Services, "loadBalancer" | "history"> {
  const { haproxy } = config;
  const { mapFile, mapId } = haproxy;
  const runtime = createRuntime(config);
  const rule = refuseOwnEndpoints(settledEndpoints(config), addressesHere());
  const store = createStore(haproxy, () => rule);
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
