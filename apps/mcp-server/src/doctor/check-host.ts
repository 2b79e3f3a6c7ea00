import type { HaproxyHost } from "@haproxy-mcp/haproxy-host";
import { checkHost as askHost } from "../health/check-host.js";
import { type Check, error } from "./check.js";

/** Whether the container or unit runs. */
export async function checkHost(host: HaproxyHost, signal: AbortSignal): Promise<Check> {
  const { status, state, reason = state, advice = "" } = await askHost(host, signal);
  if (status === "ok") return { name: "host", troubles: [], fact: `HAProxy is ${state}` };
  return { name: "host", troubles: [error(reason, advice)] };
}
