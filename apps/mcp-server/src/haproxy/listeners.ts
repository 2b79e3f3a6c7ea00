import { lookup } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import {
  type ListenAddress,
  type Listener,
  parseListenAddress,
  readListeners,
} from "@haproxy-mcp/haproxy-host";
import type { OwnEndpoint } from "@haproxy-mcp/load-balancer";
import {
  type RuntimeApiAddress,
  type RuntimeApiClient,
  showCliSockets,
  showInfo,
} from "@haproxy-mcp/runtime-api-client";
import { readConfigFiles } from "./config-files.js";
import { RUNTIME_API } from "./settled-endpoints.js";

/** Where something listens, as one source knows it. */
type Ask = () => Promise<readonly OwnEndpoint[] | undefined>;

/** The sockets that the running HAProxy has, from whichever configuration file. */
export function runtimeSockets(runtime: RuntimeApiClient): Ask {
  return async () => {
    const sockets = await runtime.execute(showCliSockets());
    return sockets.flatMap(({ address }) => {
      const found = parseListenAddress(address);
      return found === undefined ? [] : { what: RUNTIME_API, port: found.port, lastPort: found.lastPort };
    });
  };
}

/** The master CLI, by the arguments of the process that responds. In a container, its process id is another one's here. */
export function masterSockets(runtime: RuntimeApiClient): Ask {
  return async () => {
    const { pid } = await runtime.execute(showInfo());
    const words = (await readFile(`/proc/${pid}/cmdline`, "utf8")).split("\0");
    return masterAddresses(words).map(({ port, lastPort }) => ({
      what: "HAProxy's master CLI",
      port,
      lastPort,
    }));
  };
}

/** The TCP addresses of `-S`, whose bind options follow after commas (management.txt section 3). Pure. */
export function masterAddresses([program = "", ...words]: readonly string[]): readonly ListenAddress[] {
  if (!/(?:^|\/)haproxy[^/]*$/.test(program)) return [];
  return words.flatMap((word, i) => {
    const [address = ""] = words[i - 1] === "-S" ? word.split(",") : [];
    return parseListenAddress(address) ?? [];
  });
}

/** What the configuration has HAProxy listen on. */
export function configuredListeners(configFile: string, allowOwnFrontends: boolean): Ask {
  let last: { readonly text: string; readonly endpoints: readonly OwnEndpoint[] } | undefined;
  return async () => {
    const files = await readConfigFiles(configFile);
    const text = files.map((one) => one.text).join("\n");
    // one of 5,000 pools takes long to parse, and this is asked before each change
    if (last?.text !== text) {
      const endpoints = readListeners(text).flatMap((one) => endpointOf(one, allowOwnFrontends));
      last = { text, endpoints };
    }
    return last.endpoints;
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
