import { type FileSystem, nodeFileSystem } from "@haproxy-mcp/durable-files";
import { renderConfig } from "@haproxy-mcp/haproxy-host";
import { createFileStateStore, type ExclusiveStateStore } from "@haproxy-mcp/map-store";
import { changingTwice } from "@haproxy-mcp/map-store/contract";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { restedClock, startHaproxy, type TestHaproxy } from "@haproxy-mcp/test-haproxy";
import {
  createLoadBalancer,
  type LoadBalancer,
  type LoadBalancerOptions,
  renderServerState,
} from "../src/index.js";
import { withoutRest } from "./children/without-rest.mjs";

export interface HarnessOptions {
  readonly count?: number;
  readonly slots?: number;
  readonly files?: Readonly<Record<string, string>>;
  /** How servers are checked: words of the slots. Default: `check`, every 2 s. */
  readonly check?: string;
  readonly onRepaired?: LoadBalancerOptions["onRepaired"];
}

/** A real HAProxy with our own configuration in a temporary folder. */
export function startPools({
  count = 5,
  slots = 3,
  files = {},
  check = "check",
}: HarnessOptions = {}): Promise<TestHaproxy> {
  return startHaproxy({
    files: { ...files },
    config: ({ httpSocket, runtimeSocket, mapFile, stateFile }) =>
      renderConfig({
        pools: { count, slots },
        httpBinds: [`unix@${httpSocket}`],
        statsSockets: [`${runtimeSocket} level admin`],
        mapFile,
        stateFile,
      }).replaceAll(":80 check ", `:80 ${check} `),
  });
}

type Files = Pick<TestHaproxy, "mapFile" | "serversFile" | "stateFile">;

export function storeOf(
  { mapFile, serversFile, stateFile }: Files,
  fileSystem: FileSystem = nodeFileSystem,
): ExclusiveStateStore {
  const store = createFileStateStore({
    mapFile,
    serversFile,
    derived: [{ file: stateFile, render: renderServerState }],
    fileSystem,
    clock: restedClock,
  });
  return withoutRest(store);
}

/** The file store, also as one that runs each change twice, as a store that compares and swaps does. */
export const STORES: readonly (readonly [string, typeof storeOf])[] = [
  ["runs each change once", storeOf],
  ["runs each change twice", (...given) => changingTwice(storeOf(...given))],
];

export function loadBalancerOf(
  files: Files,
  socket: string,
  { count = 5, slots = 3, onRepaired }: HarnessOptions = {},
  store = storeOf(files),
): LoadBalancer {
  return createLoadBalancer({
    store,
    runtime: createRuntimeApiClient({ address: { path: socket }, timeoutMs: 5_000 }),
    pools: { count, slots },
    mapFile: files.mapFile,
    onRepaired,
  });
}
