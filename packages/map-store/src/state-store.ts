import type { DomainPattern } from "@haproxy-mcp/validation";
import type { DesiredState } from "./desired-state.js";
import type { StoreError } from "./errors.js";

/** A line or record that is kept and is not part of the state, because it could not be read. */
export interface StateProblem {
  readonly file: string;
  /** From 1. */
  readonly line?: number | undefined;
  /** The name that it is about, where it has one. */
  readonly name?: DomainPattern | undefined;
  /** The number of the pool that it is about, where it has one. */
  readonly pool?: number | undefined;
  /** The slot that it is about, where one record could not be read. */
  readonly slot?: number | undefined;
  readonly message: string;
}

/** The whole state at one moment. */
export interface StateSnapshot {
  /** Opaque; the same content has the same revision, also after a change was rolled back. */
  readonly revision: string;
  readonly state: DesiredState;
  readonly problems: readonly StateProblem[];
  /** Names that have servers on record and no pool: the record is kept and has no effect. */
  readonly orphans: readonly DomainPattern[];
}

export interface Transition {
  readonly before: StateSnapshot;
  readonly after: StateSnapshot;
}

export interface ReadOptions {
  /** Stops waiting. */
  readonly signal?: AbortSignal | undefined;
}

export interface StateChange<Result> {
  readonly state: DesiredState;
  /** Orphans whose records are deleted, and with them the second copies that a crash leaves of servers on their way to another name. */
  readonly discard?: readonly DomainPattern[] | undefined;
  /** Returned to the caller of the update. */
  readonly result: Result;
}

/**
 * Computes a new state. Pure and synchronous: it may run any number of times for one update, and what its last run
 * returns counts. `undefined` means that there is nothing to do; what it throws rejects the update.
 */
export type Change<Result> = (snapshot: StateSnapshot) => StateChange<Result> | undefined;

export interface Updated<Result> {
  /** Which the state has now. */
  readonly revision: string;
  /** `undefined` when there was nothing to do. */
  readonly result: Result | undefined;
}

export interface UpdateOptions {
  /** Cancels, with `CANCELLED`, until the change is durable. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Runs once, before the first run of the change. When it throws, nothing happens, and its error is passed on. It must
   * end soon after `signal` aborts.
   */
  readonly prepare?: (() => Promise<void>) | undefined;
}

/** What an exclusive store does besides, while every other writer waits. `prepare` runs in that time, too. */
export interface ExclusiveUpdateOptions extends UpdateOptions {
  /** Runs once, with the states before and after, right before the new one is written. Must not throw. */
  readonly planned?: ((before: DesiredState, after: DesiredState) => void) | undefined;
  /**
   * Has the last word: runs when the new state is durable. When it throws, the state becomes what it was, and its error
   * is passed on. It must end soon after `signal` aborts; what it resolves to then still counts, because it may have
   * changed something elsewhere.
   */
  readonly confirm?: ((transition: Transition) => Promise<void>) | undefined;
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
   * Applies a change to the state as it is now, all or nothing, at one revision. The only way to write. It ends in one
   * of: committed; nothing to do; rejected by the change, whose error is passed on; StoreError, whose
   * code says whether anything happened.
   *
   * @param change pure: see {@link Change}. A state equal to the one it was given is not written again.
   * @throws StoreError
   */
  update<Result>(change: Change<Result>, options?: UpdateOptions): Promise<Updated<Result>>;

  /**
   * The state now, at once, and the whole state again whenever it is another one. Level-triggered: states in
   * between may be skipped, the last one never is, so what is missing from it was deleted. When the state cannot
   * be read, one event says so, and the next is fresh again. Ends, without an error, when the signal aborts.
   */
  watch(signal: AbortSignal): AsyncIterable<StateEvent>;
}

/** A store that one writer at a time holds, from before the change until it is confirmed. */
export interface ExclusiveStateStore extends StateStore {
  /** As {@link StateStore.update}; an equal state is confirmed, too. A change that `confirm` refuses is rolled back. */
  update<Result>(change: Change<Result>, options?: ExclusiveUpdateOptions): Promise<Updated<Result>>;
}
