import { setTimeout as sleep } from "node:timers/promises";
import type { LoadBalancer } from "@haproxy-mcp/load-balancer";
import type { Log } from "./log.js";
import { describeProblem } from "./state-problem.js";

const RETRY_MS = 1_000;

/** Makes HAProxy match the files when the server starts, and goes on trying until it does. */
export class RestoreAtStart {
  readonly #loadBalancer: LoadBalancer;
  readonly #log: Log;
  #obstacle: string | undefined = "the desired state is being restored";

  constructor(loadBalancer: LoadBalancer, log: Log) {
    this.#loadBalancer = loadBalancer;
    this.#log = log;
  }

  /** Why the state is not restored yet; `undefined` once it is. */
  get obstacle(): string | undefined {
    return this.#obstacle;
  }

  /** One try. Gives whether HAProxy matches now. */
  async attempt(signal: AbortSignal): Promise<boolean> {
    try {
      const restored = await this.#loadBalancer.restore({ signal });
      for (const problem of restored.problems) this.#log.warn(describeProblem(problem));
      for (const refusal of restored.refusals) this.#log.warn(refusal);
      if (restored.clearedOrphans.length > 0) {
        this.#log.warn({ domains: restored.clearedOrphans }, "cleared servers of domains that do not exist");
      }
      const { applied, remaining } = restored;
      this.#obstacle =
        remaining.length === 0 ? undefined : `${remaining.length} differences could not be repaired`;
      this.#log.info({ applied: applied.length, remaining: remaining.length }, "desired state restored");
      return true;
    } catch (error) {
      this.#report(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  /** Tries until it succeeds or the signal aborts. */
  async retry(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
      if (!signal.aborted && (await this.attempt(signal))) return;
    }
  }

  /** The same obstacle is told once, not every second. */
  #report(obstacle: string): void {
    if (obstacle === this.#obstacle) return;
    this.#obstacle = obstacle;
    this.#log.error(`desired state not restored, trying again: ${obstacle}`);
  }
}
