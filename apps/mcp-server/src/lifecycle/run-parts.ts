import { once } from "node:events";
import { messageOf } from "@haproxy-mcp/durable-files";
import { createLog, type Log } from "../program/log.js";
import { UserError } from "../program/user-error.js";
import { createServices, type Services } from "../services.js";
import type { Config } from "../settings/config.js";

/** What the parts of a running server share. */
export interface Running {
  readonly config: Config;
  readonly services: Services;
  readonly log: Log;
  /** Aborts once all of it is to stop. */
  readonly signal: AbortSignal;
  /** Stops all of it. A reason that is an error ends the program with it. */
  stop(reason: unknown): void;
}

/** Starts something, and gives what stops it, if that does not end with the signal. */
export type Part = (running: Running) => Promise<AsyncDisposable> | Promise<void>;

/**
 * Starts the parts in their order, waits for the signal, and stops them in reverse. Where one does not start, those before it are
 * stopped.
 *
 * @throws what kept a part from starting; UserError when an HAProxy of our own ended by itself
 */
export async function runParts(config: Config, signal: AbortSignal, parts: readonly Part[]): Promise<void> {
  const log = createLog(config.logLevel);
  const stopped = new AbortController();
  const stop = (reason: unknown) => stopped.abort(reason);
  const services = createServices(config, log, (reason) =>
    stop(new UserError(`HAProxy ended by itself: ${reason}`)),
  );
  await runNext(parts, { config, services, log, stop, signal: AbortSignal.any([signal, stopped.signal]) });
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
