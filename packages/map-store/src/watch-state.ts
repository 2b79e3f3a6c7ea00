import type { Clock } from "@haproxy-mcp/durable-files";
import { StoreError } from "./errors.js";
import type { StateEvent, StateSnapshot } from "./state-store.js";

export interface WatchOptions {
  readonly read: (signal: AbortSignal) => Promise<StateSnapshot>;
  readonly pollMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Polls, so that neither a file replaced by rename nor a network file system hides a change. */
export async function* watchState({
  read,
  pollMs,
  clock,
  signal,
}: WatchOptions): AsyncGenerator<StateEvent, void> {
  let told: string | undefined; // the revision last told, undefined while stale
  let isStale = false;
  while (!signal.aborted) {
    const event = await look(read, signal);
    if (signal.aborted) return;
    if (event.fresh ? event.snapshot.revision !== told : !isStale) yield event;
    isStale = !event.fresh;
    told = event.fresh ? event.snapshot.revision : undefined;
    await clock.sleep(pollMs, signal).catch((error) => {
      if (!signal.aborted) throw error;
    });
  }
}

async function look(read: WatchOptions["read"], signal: AbortSignal): Promise<StateEvent> {
  try {
    return { fresh: true, snapshot: await read(signal) };
  } catch (reason) {
    if (StoreError.isInstance(reason)) return { fresh: false, reason };
    throw reason;
  }
}
