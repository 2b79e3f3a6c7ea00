import { setTimeout as sleep } from "node:timers/promises";
import { StoppingError } from "../tools/stopping-error.js";

/** How long changes in progress may take before they are cancelled. */
const FINISH_MS = 4_000;
/** How long a cancelled call may take to end. */
const CANCEL_MS = 1_000;

interface Call {
  readonly isRead: boolean;
  /** Aborts when the client cancels. */
  readonly signal: AbortSignal;
}

/** The tool calls in progress. */
export interface Calls {
  readonly areEnding: boolean;
  /** @throws StoppingError if calls are ending; the error of the work */
  run<Result>(call: Call, work: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
  /**
   * Lets every call in progress return a result: reads and waits are cancelled, since they can be repeated; changes get a few seconds to
   * finish first. Resolves at the latest when those are over.
   */
  end(): Promise<void>;
}

interface Running extends Pick<Call, "isRead"> {
  readonly cancelled: AbortController;
  readonly ended: Promise<unknown>;
}

export function createCalls(): Calls {
  const running = new Set<Running>();
  let areEnding = false;

  const cancel = (calls: readonly Running[]) => {
    for (const { cancelled } of calls) cancelled.abort(new StoppingError());
  };
  const ended = (limitMs: number) =>
    running.size === 0
      ? undefined
      : Promise.race([
          Promise.all([...running].map((call) => call.ended)),
          sleep(limitMs, undefined, { ref: false }),
        ]);

  return {
    get areEnding() {
      return areEnding;
    },
    async run({ isRead, signal }, work) {
      if (areEnding) throw new StoppingError();
      const cancelled = new AbortController();
      const { signal: either } = cancelled;
      const onAbort = () => cancelled.abort(signal.reason);
      signal.addEventListener("abort", onAbort);
      if (signal.aborted) onAbort();
      const result = work(either);
      const call = { isRead, cancelled, ended: result.catch(() => {}) };
      running.add(call);
      try {
        const returned = await result;
        // a health check that was cancelled finds HAProxy not responding
        if (isRead && areEnding) throw new StoppingError();
        return returned;
      } catch (error) {
        // what was cancelled with no error of its own
        throw isRead && areEnding && isAbort(error, either) ? new StoppingError({ cause: error }) : error;
      } finally {
        running.delete(call);
        signal.removeEventListener("abort", onAbort);
      }
    },
    async end() {
      areEnding = true;
      cancel([...running].filter(({ isRead }) => isRead));
      await ended(FINISH_MS);
      cancel([...running]);
      await ended(CANCEL_MS);
    },
  };
}

function isAbort(error: unknown, { reason }: AbortSignal): boolean {
  return error === reason || (error instanceof Error && error.name === "AbortError");
}
