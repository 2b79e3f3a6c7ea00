import { createLockfileLocker, nodeFileSystem } from "@haproxy-mcp/durable-files";
import { createFileStateStore } from "@haproxy-mcp/map-store";
import {
  createRuntimeApiClient,
  createSocketTransport,
  type Transport,
} from "@haproxy-mcp/runtime-api-client";
import {
  createFaultPoints,
  type FaultPoints,
  type Reach,
  restedClock,
  type TestHaproxy,
} from "@haproxy-mcp/test-haproxy";
import { createLoadBalancer, type LoadBalancer, renderServerState } from "../../src/index.js";
import { withoutRest } from "../children/without-rest.mjs";
import { BELIEVED_POOLS } from "./cases.js";

const READS = /^disk[.](?:resolve|read|stamp|list|openFolder)$|[.]isHeld$/;

/** Operations with a fault point at every step that changes something, as in the child that is killed. */
export function withFaultPoints(
  { runtimeSocket, mapFile, serversFile, stateFile }: TestHaproxy,
  reach: Reach,
  wrap: (transport: Transport) => Transport = (transport) => transport,
): { readonly loadBalancer: LoadBalancer; readonly points: FaultPoints } {
  const points = createFaultPoints(reach, (step) => READS.test(step));
  const address = { path: runtimeSocket };
  const fileSystem = points.in("disk", {
    ...nodeFileSystem,
    openFolder: async (folder: string) => points.in("disk", await nodeFileSystem.openFolder(folder)),
  });
  const loadBalancer = createLoadBalancer({
    store: withoutRest(
      createFileStateStore({
        mapFile,
        serversFile,
        derived: [{ file: stateFile, render: renderServerState }],
        fileSystem,
        clock: restedClock,
        locker: points.in("lock", createLockfileLocker(), ["acquire"]),
      }),
    ),
    runtime: createRuntimeApiClient({
      address,
      transport: points.in("socket", wrap(createSocketTransport(address))),
    }),
    pools: BELIEVED_POOLS,
    mapFile,
  });
  return { loadBalancer, points };
}
