import { type RuntimeApiClient, showInfo } from "@haproxy-mcp/runtime-api-client";
import { messageOf } from "../program/message-of.js";
import type { Component } from "./component.js";

export type HaproxyHealth = Component & {
  readonly version?: string;
  readonly uptime_sec?: number;
};

export async function checkHaproxy(runtime: RuntimeApiClient, signal: AbortSignal): Promise<HaproxyHealth> {
  try {
    const { version, uptimeSec } = await runtime.execute(showInfo(), { signal });
    return { status: "ok", version, uptime_sec: uptimeSec };
  } catch (error) {
    const advice =
      "Start HAProxy, or correct HAPROXY_SOCKET, or HAPROXY_HOST and HAPROXY_PORT; haproxy-mcp doctor says more.";
    return { status: "error", reason: messageOf(error), advice };
  }
}
