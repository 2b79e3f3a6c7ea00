import { networkInterfaces } from "node:os";
import { type OwnEndpoint, refuseOwnEndpoints } from "@haproxy-mcp/load-balancer";
import type { ExclusiveStateStore, RefuseServer } from "@haproxy-mcp/map-store";
import type { RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import type { Config } from "../settings/config.js";
import { configuredHost, configuredListeners, RUNTIME_API, runtimeSockets } from "./listeners.js";

/** Which servers are refused because this server or its HAProxy listens there. */
export interface OwnEndpoints {
  /** By what was found last; at first, by the settings alone. The same function as long as that is the same. */
  refuseServer(): RefuseServer;
  /** Asks HAProxy, its configuration and this machine again. What can't be asked stays as it was found last. */
  refresh(signal?: AbortSignal): Promise<void>;
}

export function createOwnEndpoints(
  { haproxy, host, mcp }: Pick<Config, "haproxy" | "host" | "mcp">,
  runtime: RuntimeApiClient,
): OwnEndpoints {
  const { address, allowOwnFrontends } = haproxy;
  const fixed: readonly OwnEndpoint[] = [
    { what: "this MCP server", port: mcp.port },
    ...("path" in address ? [] : [{ what: RUNTIME_API, port: address.port }]),
  ];
  const sources = [
    runtimeSockets(runtime),
    configuredListeners(host.configFile, allowOwnFrontends),
    configuredHost(address),
  ];
  let found: readonly (readonly OwnEndpoint[])[] = [];
  let basis = "";
  let rule: RefuseServer = () => undefined;

  const note = () => {
    const endpoints = [...fixed, ...found.flat()];
    const addresses = Object.values(networkInterfaces()).flatMap((its = []) => its.map((one) => one.address));
    const now = JSON.stringify([endpoints, addresses]);
    if (now !== basis) rule = refuseOwnEndpoints(endpoints, addresses);
    basis = now;
  };
  note();
  return {
    refuseServer: () => rule,
    async refresh(signal) {
      const answers = await Promise.all(sources.map((ask) => ask(signal).catch(() => undefined)));
      found = answers.map((answer, index) => answer ?? found[index] ?? []);
      note();
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
      await refresh(options?.signal);
      return store.update(change, options);
    },
  };
}
