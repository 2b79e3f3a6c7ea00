import { type OwnEndpoint, refuseOwnEndpoints } from "@haproxy-mcp/load-balancer";
import type { ExclusiveStateStore, RefuseServer } from "@haproxy-mcp/map-store";
import type { RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import type { Config } from "../settings/config.js";
import { configuredHost, configuredListeners, masterSockets, runtimeSockets } from "./listeners.js";
import { addressesHere, settledEndpoints } from "./settled-endpoints.js";

/** Which servers are refused because this server or its HAProxy listens there. */
export interface OwnEndpoints {
  /** By what was found last; at first, by the settings alone. The same function as long as that is the same. */
  refuseServer(): RefuseServer;
  /** Asks HAProxy, its configuration and this machine, at most once a second. What can't be asked stays as it was found last. */
  refresh(): Promise<void>;
}

const FRESH_MS = 1_000;

/**
 * @param now milliseconds of a clock that only goes forward
 * @param machine the addresses of this machine; they may change at any time
 */
export function createOwnEndpoints(
  { haproxy, host, mcp }: Pick<Config, "haproxy" | "host" | "mcp">,
  runtime: RuntimeApiClient,
  now = () => performance.now(),
  machine = addressesHere,
): OwnEndpoints {
  const { address, allowOwnFrontends } = haproxy;
  const fixed = settledEndpoints({ haproxy, mcp });
  const sources = [
    runtimeSockets(runtime),
    masterSockets(runtime),
    configuredListeners(host.configFile, allowOwnFrontends),
    configuredHost(address),
  ];
  let found: readonly (readonly OwnEndpoint[])[] = [];
  let asked = Promise.resolve();
  let askedAt = Number.NEGATIVE_INFINITY;
  let basis = "";
  let rule: RefuseServer = () => undefined;

  const note = () => {
    const endpoints = [...fixed, ...found.flat()];
    const addresses = machine();
    const newBasis = JSON.stringify([endpoints, addresses]);
    if (newBasis !== basis) rule = refuseOwnEndpoints(endpoints, addresses);
    basis = newBasis;
  };
  note();
  const ask = async () => {
    const answers = await Promise.all(sources.map((source) => source().catch(() => undefined)));
    found = answers.map((answer, index) => answer ?? found[index] ?? []);
    note();
  };
  return {
    refuseServer: () => rule,
    refresh() {
      if (now() >= askedAt + FRESH_MS) {
        askedAt = now();
        asked = ask();
      }
      return asked;
    },
  };
}

/** A store that asks again before each update: HAProxy may listen elsewhere since. */
export function withFreshRule(
  store: ExclusiveStateStore,
  { refresh }: Pick<OwnEndpoints, "refresh">,
): ExclusiveStateStore {
  return {
    read: (options) => store.read(options),
    watch: (signal) => store.watch(signal),
    async update(change, options) {
      await refresh();
      return store.update(change, options);
    },
  };
}
