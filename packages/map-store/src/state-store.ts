import type { DesiredState } from "./desired-state.js";
import type { StoreError } from "./errors.js";

/** A line or record that is kept and is not part of the state, because it was not understood. */
export interface StateProblem {
  readonly file: string;
  /** From 1. */
  readonly line?: number;
  readonly message: string;
}

/** The whole state at one moment. */
export interface StateSnapshot {
  /** Opaque; the same content has the same revision, also after a change was undone. */
  readonly revision: string;
  readonly state: DesiredState;
  readonly problems: readonly StateProblem[];
}

export interface Transition {
  readonly before: StateSnapshot;
  readonly after: StateSnapshot;
}

export interface ReadOptions {
  /** Gives up waiting. */
  readonly signal?: AbortSignal;
}

export interface UpdateOptions {
  /** Gives up, with `CANCELLED`, until the change is durable. From then on, only `confirm` can end the update. */
  readonly signal?: AbortSignal;
  /**
   * Runs while every other writer waits, before the change. When it throws, nothing happens, and its error is passed on. It must
   * end soon after `signal` aborts.
   */
  readonly prepare?: () => Promise<void>;
  /**
   * Has the last word: runs when the new state is durable, while every other writer still waits. When it throws,
   * the state becomes what it was, and its error is passed on. It must end soon after `signal` aborts; what it
   * resolves to then still counts, because it may have changed something elsewhere.
   */
  readonly confirm?: (transition: Transition) => Promise<void>;
}

export interface StateChange<Result> {
  readonly state: DesiredState;
  /** Handed to the caller of the update. */
  readonly result: Result;
}

export interface Updated<Result> {
  readonly revision: string;
  readonly result: Result;
}

/** News for a watcher. While `fresh` is false, the last state may be out of date. */
export type StateEvent =
  | { readonly fresh: true; readonly snapshot: StateSnapshot }
  | { readonly fresh: false; readonly reason: StoreError };

/**
 * The one owner of the desired state. Any number of stores, in any number of processes, may share one state.
 * An empty or much smaller state is reported as it is: to delete by it is the caller's decision.
 */
export interface StateStore {
  /**
   * The state now, as it is kept. That may be one whose `confirm` is still running.
   *
   * @throws StoreError `UNREADABLE`, `CANCELLED`
   */
  read(options?: ReadOptions): Promise<StateSnapshot>;

  /**
   * Applies a change to the state as it is now, all or nothing, with every other writer waiting. The only way to
   * write. It ends in one of: committed at a revision; rejected by the change itself, whose error is passed on;
   * undone by `confirm`, whose error is passed on; StoreError, whose code says whether anything happened.
   *
   * @param change pure and synchronous; runs while the lock is held. A state equal to the one it was given is not
   *   written again, and still confirmed.
   * @throws StoreError
   */
  update<Result>(
    change: (snapshot: StateSnapshot) => StateChange<Result>,
    options?: UpdateOptions,
  ): Promise<Updated<Result>>;

  /**
   * The state now, at once, and the whole state again whenever it is another one. Level-triggered: states in
   * between may be skipped, the last one never is, so what is missing from it was deleted. When the state cannot
   * be had, one event says so, and the next is fresh again. Ends, without an error, when the signal aborts.
   */
  watch(signal: AbortSignal): AsyncIterable<StateEvent>;
}
