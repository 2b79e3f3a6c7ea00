import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  createChildHost,
  createPodmanHost,
  createSystemdHost,
  type HaproxyHost,
} from "@haproxy-mcp/haproxy-host";
import {
  createMasterCliClient,
  type MasterCliClient,
  type RuntimeApiClient,
} from "@haproxy-mcp/runtime-api-client";
import type { Config } from "../settings/config.js";
import { localMasterOf } from "./local-socket.js";

const MAX_SOCKET_PATH_BYTES = 97;
/** Where Debian's unit has it. */
const DEBIAN_MASTER_SOCKET = "/run/haproxy-master.sock";

/**
 * Creates the host of HAProxy from the settings; `undefined` with `HAPROXY_HOST_KIND=none`.
 *
 * @param onExit our child HAProxy exited without being stopped
 */
export function createHost(
  config: Config,
  runtime: RuntimeApiClient,
  onExit: (reason: string) => void,
): HaproxyHost | undefined {
  const { haproxy, host } = config;
  const { configFile, binary, masterSocket } = host;
  const local = localMasterOf(config);
  const common = { configFile, runtime };
  switch (host.kind) {
    case "podman":
      return createPodmanHost({
        ...common,
        master: masterAt(masterSocket ?? local),
        container: host.container,
      });
    case "systemd":
      return createSystemdHost({
        ...common,
        // an older unit has only Debian's own
        master: masterAt(
          masterSocket ?? (local !== undefined && existsSync(local) ? local : DEBIAN_MASTER_SOCKET),
        ),
        unit: host.unit,
        binary,
      });
    case "child":
      return createChildHost({
        ...common,
        pidFile: join(dirname(haproxy.stateFile), "haproxy.pid"),
        masterSocket: masterSocket ?? masterSocketIn(dirname(haproxy.stateFile)),
        binary,
        onExit,
      });
    case "none":
      return undefined;
  }
}

function masterAt(path: string | undefined): MasterCliClient | undefined {
  return path === undefined ? undefined : createMasterCliClient({ address: { path } });
}

/** `undefined` in a folder whose path is too long for HAProxy's sockets; a signal reloads then. */
function masterSocketIn(folder: string): string | undefined {
  const path = join(folder, "master.sock");
  return Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES ? path : undefined;
}
