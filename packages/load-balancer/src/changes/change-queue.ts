import { StoreError } from "@haproxy-mcp/map-store";
import { LoadBalancerError } from "../errors.js";
import type { OperationOptions } from "../options.js";
import type { Ground } from "../plans/ground.js";
import type { Plan } from "../plans/plan.js";
import { type ChangeParts, makeOnSettled, settleAndMake } from "./make-changes.js";
import { createWaitingChange, type Intend, type WaitingChange } from "./waiting-change.js";

/** The path of every change: plan on what is on disk now, write the files, apply to HAProxy, read back. */
export interface ChangeQueue {
  /** @throws LoadBalancerError, StoreError: see their codes */
  make<Result>(plan: (ground: Ground) => Plan<Result>, options: MakeOptions): Promise<Result>;
}

interface MakeOptions extends OperationOptions {
  /**
   * Called with the lock held, before the first file is replaced, if the change does something. When it rejects, the change is refused
   * with that error. Called again when the change is tried again.
   */
  readonly intend?: Intend | undefined;
  /** Puts back what the same operation changed: it is made also where it can't be written down. */
  readonly isRollback?: boolean | undefined;
}

/** More are made one group after another: a group that fails is made again in parts. */
const GROUP_LIMIT = 256;

/**
 * Changes that wait for the lock together share one write, one batch and one read-back. Each is planned on the state that
 * the one before leaves, and has its own result: one that HAProxy refuses, or whose caller cancels, is rolled back alone.
 */
export function createChangeQueue(parts: ChangeParts): ChangeQueue {
  const { settled } = parts;
  const waiting: WaitingChange[] = [];
  let isRunning = false;
  /** Cancels the group that waits for the lock, when no caller waits for it any more. */
  let idle = new AbortController();

  /** Does nothing for one that has its turn. */
  function leave(change: WaitingChange): void {
    const index = waiting.indexOf(change);
    if (index === -1) return;
    waiting.splice(index, 1);
    change.cancel();
    if (waiting.length === 0) idle.abort();
  }

  async function run(): Promise<void> {
    if (isRunning) return;
    isRunning = true;
    while (waiting.length > 0) {
      idle = new AbortController();
      await makeGroup(() => waiting.splice(0, GROUP_LIMIT), idle.signal);
    }
    isRunning = false;
  }

  /**
   * Makes changes together, and ends each of them. Never rejects.
   *
   * @param take returns the group, once it is its turn
   * @param idleSignal stops waiting for the lock
   */
  async function makeGroup(take: () => readonly WaitingChange[], idleSignal?: AbortSignal): Promise<void> {
    let group: readonly WaitingChange[] | undefined;
    const abort = new AbortController();
    const cancel = () => abort.abort();
    idleSignal?.addEventListener("abort", cancel);
    const { signal } = abort;
    const begin = () => {
      if (group !== undefined) return group;
      group = take();
      for (const change of group) change.signal?.addEventListener("abort", cancel);
      if (group.some(({ signal }) => signal?.aborted)) cancel();
      return group;
    };
    try {
      const outcomes =
        (await makeOnSettled(parts, begin, signal)) ?? (await settleAndMake(parts, begin, signal));
      for (const [index, change] of group?.entries() ?? []) {
        const outcome = outcomes[index];
        if (outcome !== undefined) change.end(outcome);
      }
    } catch (error) {
      // No caller waited any more: those that have come since wait for the next turn.
      await endFailed(group ?? (signal.aborted ? [] : take()), error);
    } finally {
      idleSignal?.removeEventListener("abort", cancel);
      for (const change of group ?? []) change.signal?.removeEventListener("abort", cancel);
    }
  }

  /** The group was rolled back. Those that are not to blame are tried again, without those that may be. */
  async function endFailed(group: readonly WaitingChange[], error: unknown): Promise<void> {
    if (codeOf(error) === "OUTCOME_UNKNOWN") settled.lose();
    const refused = group.filter(({ refusal }) => refusal() !== undefined);
    const cancelled = group.filter(({ signal }) => signal?.aborted);
    if (refused.length > 0) {
      for (const change of refused) change.end({ ok: false, error: change.refusal()?.error });
      await makeOthers(group, refused);
    } else if (codeOf(error) === "CANCELLED" && cancelled.length > 0) {
      for (const change of cancelled) change.end({ ok: false, error });
      await makeOthers(group, cancelled);
    } else if (OF_ONE_CHANGE.has(codeOf(error)) && group.length > 1) {
      const middle = Math.ceil(group.length / 2);
      await makeGroup(() => group.slice(0, middle));
      await makeGroup(() => group.slice(middle));
    } else {
      for (const change of group) change.end({ ok: false, error });
    }
  }

  async function makeOthers(group: readonly WaitingChange[], ended: readonly WaitingChange[]): Promise<void> {
    const others = group.filter((change) => !ended.includes(change));
    if (others.length > 0) await makeGroup(() => others);
  }

  return {
    make: <Result>(plan: (ground: Ground) => Plan<Result>, { signal, intend }: MakeOptions) => {
      let stop = () => {};
      return new Promise<Result>((resolve, reject) => {
        const change = createWaitingChange(plan, { signal, intend }, { resolve, reject });
        if (signal?.aborted) return change.cancel();
        stop = () => leave(change);
        signal?.addEventListener("abort", stop);
        waiting.push(change);
        void run();
      }).finally(() => signal?.removeEventListener("abort", stop));
    },
  };
}

/** What one change of a group can bring about for all. */
const OF_ONE_CHANGE: ReadonlySet<string | undefined> = new Set(["NOT_APPLIED", "CONFLICT", "INVALID_STATE"]);

function codeOf(error: unknown): string | undefined {
  return LoadBalancerError.isInstance(error) || StoreError.isInstance(error) ? error.code : undefined;
}
