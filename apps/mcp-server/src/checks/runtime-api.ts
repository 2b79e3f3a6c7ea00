import { messageOf } from "@haproxy-mcp/durable-files";
import { type RuntimeApiClient, showInfo, showSslCrtLists } from "@haproxy-mcp/runtime-api-client";
import { type Check, error } from "./finding.js";

export interface RuntimeApiCheck extends Check {
  readonly version?: string;
  readonly uptimeSec?: number;
}

/** Whether HAProxy answers. */
export async function checkRuntimeApi(
  runtime: RuntimeApiClient,
  signal: AbortSignal,
): Promise<RuntimeApiCheck> {
  try {
    const { version, uptimeSec } = await runtime.execute(showInfo(), { signal });
    return { findings: [], fact: `HAProxy ${version}, up ${uptimeSec} s`, version, uptimeSec };
  } catch (cause) {
    const remedy =
      "start HAProxy, or correct HAPROXY_SOCKET, or HAPROXY_HOST and HAPROXY_PORT, and the stats socket in haproxy.cfg";
    return { findings: [error(messageOf(cause), remedy)] };
  }
}

/** Whether HAProxy answers, and lets us change it. */
export async function checkRights(runtime: RuntimeApiClient, signal: AbortSignal): Promise<Check> {
  const check = await checkRuntimeApi(runtime, signal);
  if (check.findings.length > 0) return check;
  const refusal = await runtime.execute(showSslCrtLists(), { signal }).then(() => "", messageOf);
  if (!refusal.includes("ermission denied")) return check;
  const message = `HAProxy at ${runtime.target} lets us change nothing: ${refusal}`;
  return { findings: [error(message, "stats socket … level admin, then reload")] };
}
