import { type FileSystem, nodeFileSystem } from "@haproxy-mcp/durable-files";
import { renderConfig } from "@haproxy-mcp/haproxy-host";
import { createFileStateStore, type StateStore } from "@haproxy-mcp/map-store";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { startHaproxy, type TestHaproxy } from "@haproxy-mcp/test-haproxy";
import { createLoadBalancer, type LoadBalancer, renderServerState } from "../src/index.js";

export interface HarnessOptions {
  readonly count?: number;
  readonly slots?: number;
  readonly files?: Readonly<Record<string, string>>;
}

/** A real HAProxy with our own configuration in a temporary folder. */
export function startPools({ count = 5, slots = 3, files = {} }: HarnessOptions = {}): Promise<TestHaproxy> {
  return startHaproxy({
    files: { ...files },
    config: ({ httpSocket, runtimeSocket, mapFile, stateFile }) =>
      renderConfig({
        pools: { count, slots },
        httpBinds: [`unix@${httpSocket}`],
        statsSockets: [`${runtimeSocket} level admin`],
        mapFile,
        stateFile,
      }),
  });
}

type Files = Pick<TestHaproxy, "mapFile" | "serversFile" | "stateFile">;

export function storeOf(
  { mapFile, serversFile, stateFile }: Files,
  fileSystem: FileSystem = nodeFileSystem,
): StateStore {
  return createFileStateStore({
    mapFile,
    serversFile,
    derived: [{ file: stateFile, render: renderServerState }],
    fileSystem,
  });
}

export function loadBalancerOf(
  files: Files,
  socket: string,
  { count = 5, slots = 3 }: HarnessOptions = {},
  timeoutMs = 5_000,
): LoadBalancer {
  return createLoadBalancer({
    store: storeOf(files),
    runtime: createRuntimeApiClient({ address: { path: socket }, timeoutMs }),
    pools: { count, slots },
    mapFile: files.mapFile,
  });
}
