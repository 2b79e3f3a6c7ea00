import type { DomainPattern } from "@haproxy-mcp/validation";
import type { DesiredState, RefuseServer, ServerRecord } from "./desired-state.js";
import type { StoreError } from "./errors.js";

/**
 * Why a line or record is uncertain:
 *
 * - `UNREADABLE`: its value, or its key, is not understood
 * - `INEFFECTIVE`: HAProxy never matches the key, such as one with upper-case letters
 * - `COMMENTED_OUT`: a comment that is exactly a key and a pool, of a name that no other line has
 * - `SHADOWED`: an earlier line has the same key, and HAProxy takes the first
 * - `INCOMPLETE`: the last line has no line end and is not as it was committed, so it may be cut off
 * - `REFUSED`: a server that may not have its address, by the rule that the store was given
 * - `RETURNED`: the name came back to a pool that was given to other names meanwhile
 */
export type ProblemKind =
  | "UNREADABLE"
  | "INEFFECTIVE"
  | "COMMENTED_OUT"
  | "SHADOWED"
  | "INCOMPLETE"
  | "REFUSED"
  | "RETURNED";

/** A line or record that is left unchanged and is not part of the state. The route or server it is about is uncertain: neither kept nor removed. */
export interface StateProblem {
  readonly kind: ProblemKind;
  /** What is uncertain: the route of a name, servers, or only what was committed before. */
  readonly about: "route" | "servers" | "journal";
  readonly file: string;
  /** From 1. */
  readonly line?: number | undefined;
  /** The key of the map as it is written, where it is about a route. */
  readonly key?: string | undefined;
  /** The name that it is about, where one can be made out. */
  readonly name?: DomainPattern | undefined;
  /** The number of the pool that it names, or that its name was committed with, where there is one. */
  readonly pool?: number | undefined;
  /** The slot that it is about, where one record could not be read. */
  readonly slot?: number | undefined;
  /** What the record says, where it is `REFUSED`. */
  readonly server?: ServerRecord | undefined;
  readonly message: string;
}

/** The whole state at one moment. */
export interface StateSnapshot {
  /** Opaque; the same content has the same revision, also after a change was rolled back. */
  readonly revision: string;
  readonly state: DesiredState;
  readonly problems: readonly StateProblem[];
  /** The rule by which records are `REFUSED`, where there is one. */
  readonly refuse?: RefuseServer | undefined;
  /** Names that have servers on record and no pool: the record is kept and has no effect. */
  readonly orphans: readonly Orphan[];
  /**
   * Names that were committed to a pool and that the state does not have there any more, though no update removed them,
   * with that pool. The caller decides whether the operator removed them, and {@link StateChange.release}s those.
   */
  readonly missing: ReadonlyMap<DomainPattern, number>;
  /** Pools that were freed less than 60 s ago, also by a change that was rolled back. */
  readonly resting: ReadonlyMap<number, RestingPool>;
  /**
   * What was lost, in words, when a file is missing, empty or binary, or has lost more than half, and at least two, of
   * what was committed last. Nothing should be deleted by such a state. An update commits it as it is.
   */
  readonly loss: string | undefined;
  /** Where the entry of a key is written, for messages. Takes a time that grows with the file. */
  locate(key: string): { readonly file: string; readonly line?: number | undefined };
}

/** A name with servers on record and no line in the map: it has no effect. */
export interface Orphan {
  readonly name: DomainPattern;
  /** When its name was removed from the map by hand; `undefined` where that is not known. */
  readonly since: Date | undefined;
}

/** A pool that was emptied, and is not given to other names yet: clients may still have connections to its servers. */
export interface RestingPool {
  /** Which it had last. */
  readonly names: ReadonlySet<DomainPattern>;
  /** Milliseconds until it may be given to other names, 0 to 60,000. */
  readonly leftMs: number;
}

/** The state before a change and after it. */
export interface Transition {
  readonly before: StateSnapshot;
  readonly after: StateSnapshot;
}

/** Of a read. */
export interface ReadOptions {
  /** Stops waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** Where a record is in servers.json. */
export interface RecordPlace {
  readonly name: DomainPattern;
  readonly slot: number;
}

/** What a change makes of the state. */
export interface StateChange<Result> {
  readonly state: DesiredState;
  /** Orphans whose records are deleted. */
  readonly discard?: readonly DomainPattern[] | undefined;
  /** Records that are `REFUSED` and are deleted. */
  readonly discardRefused?: readonly RecordPlace[] | undefined;
  /** Names of `missing` that the operator removed on purpose: they are no longer missing. */
  readonly release?: readonly DomainPattern[] | undefined;
  /** Returned to the caller of the update. */
  readonly result: Result;
}

/**
 * Computes a new state. Pure and synchronous: it may run any number of times for one update, and what its last run
 * returns counts. `undefined` means that there is nothing to do; what it throws rejects the update.
 */
export type Change<Result> = (snapshot: StateSnapshot) => StateChange<Result> | undefined;

/** An update that is committed. */
export interface Updated<Result> {
  /** Which the state has now. */
  readonly revision: string;
  /** `undefined` when there was nothing to do. */
  readonly result: Result | undefined;
}

/** Of an update. */
export interface UpdateOptions {
  /** Cancels, with `CANCELLED`, until the change is durable. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Runs once, before the first run of the change. When it throws, nothing happens, and its error is passed on. It must
   * end soon after `signal` aborts.
   */
  readonly prepare?: (() => Promise<void>) | undefined;
}

/** What an update would do. */
export interface DryRun extends Transition {
  /** Paths of the files that would be written, each once, in the order in which their writing would begin. */
  readonly files: readonly string[];
}

/** What an exclusive store does in addition, while every other writer waits. `prepare` runs in that time, too. */
export interface ExclusiveUpdateOptions extends UpdateOptions {
  /** Runs once, with the states before and after, right before the new one is written. Must not throw. */
  readonly planned?: ((before: DesiredState, after: DesiredState) => void) | undefined;
  /**
   * Makes durable elsewhere what is about to happen: runs once, with the states before and after, beside the store's own preparation
   * and before the first file is replaced. When it throws, nothing happens, and its error is passed on.
   */
  readonly intent?: ((transition: Transition) => Promise<void>) | undefined;
  /** Makes it a dry run: called in place of `intent`, writing and `confirm`. The update ends with the revision that the state keeps. */
  readonly dryRun?: ((outlook: DryRun) => void) | undefined;
  /**
   * Decides: runs when the new state is durable. When it throws, the change is rolled back, and its error
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
   * The state now, at once, and the whole state again whenever it changes. Level-triggered: states in
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
