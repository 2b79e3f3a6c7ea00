import {
  CommandRejectedError,
  type MasterCliClient,
  RuntimeApiError,
  showProcesses,
} from "@haproxy-mcp/runtime-api-client";
import { HostError } from "../errors.js";
import type { HostOptions } from "./host.js";

export interface Master {
  readonly client: MasterCliClient;
  /** Whether it has the process ids of this machine; a container has its own. */
  readonly hasHostPids: boolean;
}

/**
 * Reloads through the master CLI: its response says whether the new worker started, and a reload in progress is waited for.
 *
 * @param pid of the master, as this machine sees it
 * @returns false, and nothing was done, where that master does not respond there
 * @throws CommandRejectedError in HAProxy's words; HostError `CANCELLED`, `RELOAD_FAILED` when it does not respond in time
 */
export async function askMaster(
  { client, hasHostPids }: Master,
  pid: number,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal | undefined },
): Promise<boolean> {
  try {
    await client.reload({ ...options, masterPid: hasHostPids ? pid : undefined });
    return true;
  } catch (error) {
    if (!RuntimeApiError.isInstance(error) || CommandRejectedError.isInstance(error)) throw error;
    if (error.code === "CONNECT_FAILED" || error.code === "WRONG_PEER") return false;
    const { code, message, cause = error } = error;
    throw code === "CANCELLED"
      ? new HostError("CANCELLED", "cancelled by the caller", { cause })
      : new HostError("RELOAD_FAILED", `the outcome of the reload is unknown: ${message}`, { cause });
  }
}

/**
 * The worker that serves, as its master knows it. HAProxy 3.2 and 3.4 close the UNIX socket of its Runtime API when two reloads in a row
 * fail, until one succeeds.
 */
export async function workerByMaster(
  master: Master | undefined,
  options: HostOptions,
): Promise<number | undefined> {
  const [result] = (await master?.client.batch([showProcesses()], options)) ?? [];
  if (result?.ok !== true) return undefined;
  const { workers, oldWorkers } = result.value;
  return (workers[0] ?? oldWorkers[0])?.pid;
}
