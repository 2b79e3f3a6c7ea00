import { messageOf } from "@haproxy-mcp/durable-files";
import { describeProblem } from "@haproxy-mcp/haproxy-host";
import { type LoadBalancer, type ReconcileEvent, type Restored, reconcile } from "@haproxy-mcp/load-balancer";
import type { Log } from "./program/log.js";

export interface Reconciling extends AsyncDisposable {
  /** Whether the first try made HAProxy match. */
  readonly tried: Promise<boolean>;
  /** Resolves once a try did. */
  readonly restored: Promise<void>;
}

/** Makes HAProxy match the files when the server starts and for as long as it runs, and tells of it in the log. */
export class Reconciliation {
  readonly #loadBalancer: LoadBalancer;
  readonly #log: Log;
  #obstacle: string | undefined = "the desired state is being restored";

  constructor(loadBalancer: LoadBalancer, log: Log) {
    this.#loadBalancer = loadBalancer;
    this.#log = log;
  }

  /** Why HAProxy may not be as the files say; `undefined` once it is. */
  get obstacle(): string | undefined {
    return this.#obstacle;
  }

  /**
   * Goes on in the background until the signal aborts, or what it gives is disposed of.
   *
   * @param onRestored HAProxy has come, or come back, and matches
   */
  start(signal: AbortSignal, onRestored: () => void = () => {}): Reconciling {
    const [tried, restored] = [promise<boolean>(), promise<void>()];
    const stop = new AbortController();
    const running = this.#run(AbortSignal.any([signal, stop.signal]), (event) => {
      const isRestored = event.kind === "restored";
      tried.resolve(isRestored);
      if (isRestored) restored.resolve();
      if (isRestored) onRestored();
    }).finally(() => tried.resolve(false));
    return {
      tried: tried.promise,
      restored: restored.promise,
      async [Symbol.asyncDispose]() {
        stop.abort();
        await running;
      },
    };
  }

  async #run(signal: AbortSignal, onTried: (event: ReconcileEvent) => void): Promise<void> {
    const events = reconcile({ loadBalancer: this.#loadBalancer, signal });
    for await (const event of events) {
      this.#tell(event);
      onTried(event);
    }
  }

  #tell(event: ReconcileEvent): void {
    if (event.kind === "restored") {
      this.#tellRestored(event.restored, event.reason);
      return;
    }
    const obstacle = messageOf(event.error);
    // The same obstacle is told once, not at every try.
    if (obstacle === this.#obstacle) return;
    this.#obstacle = obstacle;
    this.#log.error({ reason: event.reason }, `desired state not restored, trying again: ${obstacle}`);
  }

  #tellRestored({ problems, refusals, clearedOrphans, applied, remaining }: Restored, reason: string): void {
    for (const problem of problems) this.#log.warn(describeProblem(problem));
    for (const refusal of refusals) this.#log.warn(refusal);
    if (clearedOrphans.length > 0) {
      this.#log.warn({ domains: clearedOrphans }, "cleared servers of domains that do not exist");
    }
    this.#obstacle =
      remaining.length === 0 ? undefined : `${remaining.length} differences could not be repaired`;
    this.#log.info(
      { reason, applied: applied.length, remaining: remaining.length },
      "desired state restored",
    );
  }
}

function promise<Value>(): { readonly promise: Promise<Value>; readonly resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => {};
  return {
    promise: new Promise<Value>((settle) => {
      resolve = settle;
    }),
    resolve: (value) => resolve(value),
  };
}
