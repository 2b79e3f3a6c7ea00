import { lookup } from "node:dns/promises";
import { readFile } from "@haproxy-mcp/durable-files";
import { type Listener, parseListenAddress, readListeners } from "@haproxy-mcp/haproxy-host";
import type { OwnEndpoint } from "@haproxy-mcp/load-balancer";
import {
  type RuntimeApiAddress,
  type RuntimeApiClient,
  showCliSockets,
} from "@haproxy-mcp/runtime-api-client";

export const RUNTIME_API = "HAProxy's Runtime API";

/** Where something listens, as one source knows it. */
export type Ask = (signal?: AbortSignal) => Promise<readonly OwnEndpoint[] | undefined>;

const MAX_CONFIG_BYTES = 16 * 1_048_576;

/** The sockets that the running HAProxy has, from whichever configuration file. */
export function runtimeSockets(runtime: RuntimeApiClient): Ask {
  return async (signal) => {
    const sockets = await runtime.execute(showCliSockets(), { signal });
    return sockets.flatMap(({ address }) => {
      const found = parseListenAddress(address);
      return found === undefined ? [] : { what: RUNTIME_API, port: found.port, lastPort: found.lastPort };
    });
  };
}

/** What the configuration file has HAProxy listen on. */
export function configuredListeners(configFile: string, allowOwnFrontends: boolean): Ask {
  return async () => {
    const found = await readFile(configFile, { maxBytes: MAX_CONFIG_BYTES });
    return (
      found && readListeners(found.content.toString()).flatMap((one) => endpointOf(one, allowOwnFrontends))
    );
  };
}

/** The Runtime API on another address than this machine's, where the settings name its host. */
export function configuredHost(address: RuntimeApiAddress): Ask {
  return async () => {
    if ("path" in address) return [];
    const addresses = await lookup(address.host, { all: true });
    return addresses.map((found) => ({ what: RUNTIME_API, address: found.address, port: address.port }));
  };
}

/** Traffic is refused where HAProxy takes it; what controls or shows HAProxy, on every address: a port may be forwarded. */
function endpointOf(
  { use, section, address, port, lastPort }: Listener,
  allowOwnFrontends: boolean,
): readonly OwnEndpoint[] {
  switch (use) {
    case "runtime-api":
      return [{ what: RUNTIME_API, port, lastPort }];
    case "statistics":
      return [{ what: `HAProxy's statistics (${section})`, port, lastPort }];
    case "traffic":
      if (allowOwnFrontends) return [];
      return [{ what: `an address that HAProxy itself listens on (${section})`, address, port, lastPort }];
  }
}
