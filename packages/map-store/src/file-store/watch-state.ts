import type { Clock } from "@haproxy-mcp/durable-files";
import { StoreError } from "../errors.js";
import type { StateEvent, StateSnapshot } from "../state-store.js";

export interface WatchOptions {
  /** A text that is the same for as long as the state is; `undefined` where that can't be known. */
  readonly look: () => Promise<string | undefined>;
  readonly read: (signal: AbortSignal) => Promise<StateSnapshot>;
  readonly pollMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Polls, so that neither a file replaced by rename nor a network file system hides a change, and reads only what has
 * changed since.
 */
export async function* watchState({
  look,
  read,
  pollMs,
  clock,
  signal,
}: WatchOptions): AsyncGenerator<StateEvent, void> {
  let reported: string | undefined; // the last revision, undefined while stale
  let isStale = false;
  let seen: string | undefined;
  while (!signal.aborted) {
    const now = await look(); // before reading: what is written meanwhile is seen the next time
    if (now === undefined || now !== seen || isStale) {
      const event = await readEvent(read, signal);
      if (signal.aborted) return;
      if (event.fresh ? event.snapshot.revision !== reported : !isStale) yield event;
      isStale = !event.fresh;
      reported = event.fresh ? event.snapshot.revision : undefined;
      seen = now;
    }
    await clock.sleep(pollMs, signal).catch((error) => {
      if (!signal.aborted) throw error;
    });
  }
}

async function readEvent(read: WatchOptions["read"], signal: AbortSignal): Promise<StateEvent> {
  try {
    return { fresh: true, snapshot: await read(signal) };
  } catch (reason) {
    if (StoreError.isInstance(reason)) return { fresh: false, reason };
    throw reason;
  }
}
