import { tracingChannel } from "node:diagnostics_channel";

/** Name of the tracing channel (Node.js `diagnostics_channel`): `tracing:<name>:start`, `asyncEnd` and so on. */
export const BATCH_CHANNEL = "@haproxy-mcp/runtime-api-client:batch";

/** What subscribers receive; `durationMs` and `outcome` once the batch has ended. */
export interface BatchTrace {
  readonly target: string;
  /** Lines, without payloads. */
  readonly commands: readonly string[];
  /** Includes the wait for a free connection. */
  durationMs?: number;
  outcome?: BatchOutcome;
}

/** How the commands of a batch ended, for tracing. */
export interface BatchOutcome {
  readonly succeeded: number;
  /** Codes of the commands that failed, with their counts. */
  readonly failed: Readonly<Record<string, number>>;
}

const channel = tracingChannel<string, BatchTrace>(BATCH_CHANNEL);

/** Publishes a batch to subscribers; costs next to nothing without subscribers. */
export function traceBatch<Results extends readonly { readonly ok: boolean }[]>(
  trace: () => BatchTrace,
  outcomeOf: (results: Results) => BatchOutcome,
  run: () => Promise<Results>,
): Promise<Results> {
  if (![channel.start, channel.end, channel.asyncStart, channel.asyncEnd, channel.error].some(isListenedTo)) {
    return run();
  }
  const context = trace();
  const began = performance.now();
  return channel.tracePromise(async () => {
    const results = await run();
    context.durationMs = performance.now() - began;
    context.outcome = outcomeOf(results);
    return results;
  }, context);
}

function isListenedTo({ hasSubscribers }: { readonly hasSubscribers: boolean }): boolean {
  return hasSubscribers;
}
