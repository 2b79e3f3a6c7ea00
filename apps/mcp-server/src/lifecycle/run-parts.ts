import { once } from "node:events";
import { messageOf } from "@haproxy-mcp/durable-files";
import { createLog, type Log } from "../program/log.js";
import { UserError } from "../program/user-error.js";
import { createServices, type Services } from "../services.js";
import type { Config } from "../settings/config.js";

/** Shared by the parts of a running server. */
export interface Running {
  readonly config: Config;
  readonly services: Services;
  readonly log: Log;
  /** Aborts when everything must stop. */
  readonly signal: AbortSignal;
  /** Stops everything. If the reason is an error, the program ends with it. */
  stop(reason: unknown): void;
}

/** Starts something, and returns what stops it, unless it ends with the signal. */
export type Part = (running: Running) => Promise<AsyncDisposable> | Promise<void>;

/**
 * Starts the parts in order, waits for the signal, and stops them in reverse. If one fails to start, those before it are
 * stopped.
 *
 * @throws the error of the part that failed to start; UserError when our child HAProxy exited
 */
export async function runParts(config: Config, signal: AbortSignal, parts: readonly Part[]): Promise<void> {
  const log = createLog(config.logLevel);
  const stopped = new AbortController();
  const stop = (reason: unknown) => stopped.abort(reason);
  const services = createServices(config, log, (reason) => stop(new UserError(`HAProxy exited: ${reason}`)));
  const running = { config, services, log, stop, signal: AbortSignal.any([signal, stopped.signal]) };
  await runNext(parts, running).finally(() => services.accessLog.end());
  if (stopped.signal.reason instanceof Error) throw stopped.signal.reason;
}

async function runNext([part, ...rest]: readonly Part[], running: Running): Promise<void> {
  const { signal, log, stop } = running;
  if (part === undefined) {
    if (!signal.aborted) await once(signal, "abort");
    log.info({ signal: messageOf(signal.reason) }, "stopping");
    return;
  }
  const started = await part(running).catch((error: unknown) => {
    stop(error);
    throw error;
  });
  await using _stopping = started ?? undefined;
  await runNext(rest, running);
}
