import { type RuntimeApiClient, showInfo } from "@haproxy-mcp/runtime-api-client";
import type { OperationOptions } from "../options.js";

/** The process that serves the Runtime API; another one after a restart or reload. */
export interface Worker {
  readonly pid: number;
  readonly uptimeSec: number;
}

/** `undefined` while HAProxy does not respond. */
export async function askWorker(
  runtime: RuntimeApiClient,
  options: OperationOptions,
): Promise<Worker | undefined> {
  return runtime.execute(showInfo(), options).catch(() => undefined);
}

/** In a container a restart may give the same process id; then the uptime starts again from 0. */
export function isAnotherWorker(known: Worker, seen: Worker): boolean {
  return seen.pid !== known.pid || seen.uptimeSec < known.uptimeSec;
}
