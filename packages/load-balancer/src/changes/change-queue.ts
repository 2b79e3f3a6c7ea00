import { type DesiredState, StoreError } from "@haproxy-mcp/map-store";
import type { Changes, LoadBalancerOptions, OperationOptions } from "../context.js";
import { LoadBalancerError } from "../errors.js";
import type { Plan } from "../plans/plan.js";
import { findMap } from "../runtime/find-map.js";
import type { RunningState } from "../runtime/running-state.js";
import { changedScope } from "../runtime/scope.js";
import { lookAtRunning } from "../runtime/settle.js";
import { applyChange } from "./apply-change.js";
import { type Outcome, planTogether, WaitingChange } from "./waiting-change.js";

/** More are made one group after another: a group that fails is made again in parts. */
const GROUP_LIMIT = 256;

/**
 * Changes that wait for the lock together share one write, one batch and one read-back. Each is planned on the state that
 * the one before leaves, and has its own result: one that HAProxy refuses, or whose caller gives up, is undone alone.
 */
export class ChangeQueue implements Changes {
  readonly #context: LoadBalancerOptions;
  #waiting: WaitingChange[] = [];
  #isRunning = false;
  /** Gives up the group that waits for the lock, when nobody waits for it any more. */
  #idle = new AbortController();
  #isUnsettled = false;

  constructor(context: LoadBalancerOptions) {
    this.#context = context;
  }

  get isUnsettled(): boolean {
    return this.#isUnsettled;
  }

  settled(): void {
    this.#isUnsettled = false;
  }

  make<Result>(plan: (state: DesiredState) => Plan<Result>, { signal }: OperationOptions): Promise<Result> {
    let leave = () => {};
    return new Promise<Result>((resolve, reject) => {
      const change = new WaitingChange(plan, signal, { resolve, reject });
      if (change.isGivenUp) return change.giveUp();
      leave = () => this.#leave(change);
      signal?.addEventListener("abort", leave);
      this.#waiting.push(change);
      void this.#run();
    }).finally(() => signal?.removeEventListener("abort", leave));
  }

  /** Does nothing for one that has its turn. */
  #leave(change: WaitingChange): void {
    const index = this.#waiting.indexOf(change);
    if (index === -1) return;
    this.#waiting.splice(index, 1);
    change.giveUp();
    if (this.#waiting.length === 0) this.#idle.abort();
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      this.#idle = new AbortController();
      await this.#makeGroup(() => this.#waiting.splice(0, GROUP_LIMIT), this.#idle.signal);
    }
    this.#isRunning = false;
  }

  /**
   * Makes changes together, and ends each of them. Never rejects.
   *
   * @param take gives the group, once the lock is held
   * @param idle gives up waiting for the lock
   */
  async #makeGroup(take: () => readonly WaitingChange[], idle?: AbortSignal): Promise<void> {
    let group: readonly WaitingChange[] | undefined;
    let outcomes: readonly Outcome[] = [];
    const abort = new AbortController();
    const giveUp = () => abort.abort();
    idle?.addEventListener("abort", giveUp);
    const { signal } = abort;
    try {
      let mapId = "";
      let running: Promise<RunningState> | undefined;
      await this.#context.store.update(
        (snapshot) => {
          group = take();
          for (const change of group) change.signal?.addEventListener("abort", giveUp);
          if (group.some(({ isGivenUp }) => isGivenUp)) giveUp();
          const planned = planTogether(snapshot.state, group);
          ({ outcomes } = planned);
          // What changes nothing needs neither the disk nor HAProxy.
          if (outcomes.every(({ ok }) => !ok)) throw new NothingPlanned();
          // Asked while the files are written; whether there was an answer matters when they are.
          const scope = changedScope(snapshot.state, planned.state);
          running = lookAtRunning(this.#context, mapId, scope, { signal });
          running.catch(() => {});
          return { state: planned.state, result: undefined };
        },
        {
          signal,
          // Asked before the change, so that with no HAProxy no file is touched.
          prepare: async () => {
            mapId = await findMap(this.#context, { signal });
          },
          confirm: (transition) =>
            applyChange(this.#context, mapId, transition, { signal, ...(running && { running }) }),
        },
      );
      endAll(group, outcomes);
    } catch (error) {
      if (error instanceof NothingPlanned) endAll(group, outcomes);
      // Nobody waited any more: whoever has come since waits for the next turn.
      else await this.#endFailed(group ?? (signal.aborted ? [] : take()), error);
    } finally {
      idle?.removeEventListener("abort", giveUp);
      for (const change of group ?? []) change.signal?.removeEventListener("abort", giveUp);
    }
  }

  /** The group was undone. Who is not to blame is tried again, without those who may be. */
  async #endFailed(group: readonly WaitingChange[], error: unknown): Promise<void> {
    this.#isUnsettled ||= isUnknown(error);
    const givenUp = group.filter(({ isGivenUp }) => isGivenUp);
    if (isCancelled(error) && givenUp.length > 0) {
      for (const change of givenUp) change.end({ ok: false, error });
      const others = group.filter((change) => !givenUp.includes(change));
      if (others.length > 0) await this.#makeGroup(() => others);
    } else if (isOfOneChange(error) && group.length > 1) {
      const middle = Math.ceil(group.length / 2);
      await this.#makeGroup(() => group.slice(0, middle));
      await this.#makeGroup(() => group.slice(middle));
    } else {
      for (const change of group) change.end({ ok: false, error });
    }
  }
}

class NothingPlanned extends Error {}

function endAll(group: readonly WaitingChange[] | undefined, outcomes: readonly Outcome[]): void {
  for (const [index, change] of group?.entries() ?? []) {
    const outcome = outcomes[index];
    if (outcome !== undefined) change.end(outcome);
  }
}

function isCancelled(error: unknown): boolean {
  if (LoadBalancerError.isInstance(error)) return error.code === "CANCELLED";
  return StoreError.isInstance(error) && error.code === "CANCELLED";
}

function isUnknown(error: unknown): boolean {
  if (LoadBalancerError.isInstance(error)) return error.code === "OUTCOME_UNKNOWN";
  return StoreError.isInstance(error) && error.code === "OUTCOME_UNKNOWN";
}

/** What one change of a group can bring about for all. */
function isOfOneChange(error: unknown): boolean {
  if (LoadBalancerError.isInstance(error)) return error.code === "NOT_APPLIED";
  return StoreError.isInstance(error) && error.code === "CONFLICT";
}
