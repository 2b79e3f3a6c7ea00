import { messageOf } from "@haproxy-mcp/durable-files";
import type { HaproxyHost } from "@haproxy-mcp/haproxy-host";
import { type Check, error } from "./finding.js";

const REMEDIES = {
  stopped: "start it",
  failed: "read its log, fix the cause, and start it",
  missing:
    "correct HAPROXY_CONTAINER or HAPROXY_UNIT, or create it: haproxy-mcp init --write writes its files",
};

export interface HostCheck extends Check {
  readonly state: string;
}

/** With `HAPROXY_HOST_KIND=none`. */
export const NOT_WATCHED: HostCheck = {
  findings: [],
  fact: "HAProxy's process is not watched",
  state: "not watched",
};

/** Whether the process, container or unit runs. */
export async function checkHost(host: HaproxyHost, signal: AbortSignal): Promise<HostCheck> {
  try {
    const found = await host.state({ signal });
    if (found.state === "running")
      return { findings: [], fact: `HAProxy is ${found.state}`, state: found.state };
    const reason = "reason" in found ? found.reason : "HAProxy was stopped";
    return { findings: [error(reason, REMEDIES[found.state])], state: found.state };
  } catch (cause) {
    const remedy = "correct HAPROXY_HOST_KIND, or give this server's user access to Podman or systemd";
    return { findings: [error(messageOf(cause), remedy)], state: "unknown" };
  }
}
