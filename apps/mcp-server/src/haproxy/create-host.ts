import { dirname, join } from "node:path";
import {
  createChildHost,
  createPodmanHost,
  createSystemdHost,
  type HaproxyHost,
} from "@haproxy-mcp/haproxy-host";
import type { RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import type { Config } from "../settings/config.js";

/**
 * Creates the host of HAProxy from the settings; `undefined` with `HAPROXY_HOST_KIND=none`.
 *
 * @param onExit our child HAProxy exited without being stopped
 */
export function createHost(
  { haproxy, host }: Config,
  runtime: RuntimeApiClient,
  onExit: (reason: string) => void,
): HaproxyHost | undefined {
  const { configFile, binary } = host;
  const common = { configFile, runtime };
  switch (host.kind) {
    case "podman":
      return createPodmanHost({ ...common, container: host.container });
    case "systemd":
      return createSystemdHost({ ...common, unit: host.unit, binary });
    case "child":
      return createChildHost({
        ...common,
        pidFile: join(dirname(haproxy.stateFile), "haproxy.pid"),
        binary,
        onExit,
      });
    case "none":
      return undefined;
  }
}
