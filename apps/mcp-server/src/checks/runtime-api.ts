import { messageOf } from "@haproxy-mcp/durable-files";
import { type RuntimeApiClient, showInfo, showSslCrtLists } from "@haproxy-mcp/runtime-api-client";
import { type Check, error } from "./finding.js";

/** What to do where HAProxy does not respond. */
export const START_HAPROXY =
  "start HAProxy, or correct the stats socket in haproxy.cfg and HAPROXY_SOCKET (or HAPROXY_HOST and HAPROXY_PORT)";

export interface RuntimeApiCheck extends Check {
  readonly version?: string;
  readonly uptimeSec?: number;
}

/** Whether HAProxy responds. */
export async function checkRuntimeApi(
  runtime: RuntimeApiClient,
  signal: AbortSignal,
): Promise<RuntimeApiCheck> {
  try {
    const { version, uptimeSec } = await runtime.execute(showInfo(), { signal });
    return { findings: [], fact: `HAProxy ${version}, up ${uptimeSec} s`, version, uptimeSec };
  } catch (cause) {
    return { findings: [error(messageOf(cause), START_HAPROXY)] };
  }
}

/** Whether HAProxy responds and accepts changes. */
export async function checkRights(runtime: RuntimeApiClient, signal: AbortSignal): Promise<Check> {
  const check = await checkRuntimeApi(runtime, signal);
  if (check.findings.length > 0) return check;
  const refusal = await runtime.execute(showSslCrtLists(), { signal }).then(() => "", messageOf);
  if (!refusal.includes("ermission denied")) return check;
  const message = `HAProxy at ${runtime.target} refuses changes: ${refusal}`;
  return { findings: [error(message, "add level admin to the stats socket in haproxy.cfg, then reload")] };
}
