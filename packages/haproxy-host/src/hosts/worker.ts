import { type RuntimeApiClient, RuntimeApiError, showInfo } from "@haproxy-mcp/runtime-api-client";
import type { HostOptions } from "./host.js";

/** Process id of the worker that responds, as HAProxy sees it; `undefined` if none does. */
export async function workerPid(
  runtime: RuntimeApiClient,
  options: HostOptions = {},
): Promise<number | undefined> {
  try {
    return (await runtime.execute(showInfo(), options)).pid;
  } catch (error) {
    if (RuntimeApiError.isInstance(error)) return undefined;
    throw error;
  }
}
