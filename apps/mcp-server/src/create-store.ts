import { renderServerState } from "@haproxy-mcp/load-balancer";
import { createFileStateStore, type ExclusiveStateStore, type RefuseServer } from "@haproxy-mcp/map-store";
import type { StateFiles } from "./checks/state.js";

/** The files of the desired state. */
export function createStore(
  { mapFile, serversFile, stateFile }: StateFiles,
  refuseServer?: () => RefuseServer,
): ExclusiveStateStore {
  return createFileStateStore({
    mapFile,
    serversFile,
    derived: [{ file: stateFile, render: renderServerState }],
    refuseServer,
  });
}
