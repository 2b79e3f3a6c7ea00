import type { HaproxyHost } from "@haproxy-mcp/haproxy-host";
import { messageOf } from "../program/message-of.js";
import type { Component } from "./component.js";

export type HostHealth = Component & {
  readonly state: string;
};

export async function checkHost(host: HaproxyHost, signal: AbortSignal): Promise<HostHealth> {
  try {
    const found = await host.state({ signal });
    if (found.state === "running") return { status: "ok", state: found.state };
    const reason = "reason" in found ? found.reason : "HAProxy was stopped";
    return { status: "error", state: found.state, reason, advice: ADVICE[found.state] };
  } catch (error) {
    const advice =
      "Correct HAPROXY_HOST_KIND, or let this server's user ask the host; haproxy-mcp doctor says more.";
    return { status: "error", state: "unknown", reason: messageOf(error), advice };
  }
}

const ADVICE = {
  stopped: "Start it.",
  failed: "Look at its log, mend the cause, and start it.",
  missing: "Correct HAPROXY_CONTAINER or HAPROXY_UNIT, or create it: haproxy-mcp init writes what is needed.",
};
