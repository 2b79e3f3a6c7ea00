import { randomUUID } from "node:crypto";
import {
  allEnded,
  type Clock,
  createLockfileLocker,
  createMutex,
  createReplacement,
  type FileSystem,
  type HeldLock,
  type Locker,
  nodeFileSystem,
  type Replacement,
  removeLeftovers,
  systemClock,
  throwIfCancelled,
  withTimeLimit,
} from "@haproxy-mcp/durable-files";
import type { RefuseServer } from "../desired-state.js";
import { StoreError, storeErrorOf } from "../errors.js";
import { createJournalFile, type JournalFile } from "../journal/journal-file.js";
import { createRestingPools, type RestingPools } from "../journal/resting-pools.js";
import type {
  Change,
  ExclusiveStateStore,
  ExclusiveUpdateOptions,
  ReadOptions,
  StateSnapshot,
  Transition,
  Updated,
} from "../state-store.js";
import { createJournalUpdate } from "./journal-update.js";
import { planReplacement } from "./plan-replacement.js";
import { restedFiles } from "./rested-files.js";
import { type DerivedFile, findDerivedFiles, type ResolvedPaths, resolvePaths } from "./store-paths.js";
import type { StoredFiles } from "./stored-files.js";
import { journalOf, StoredFilesReader } from "./stored-files-reader.js";
import { watchState } from "./watch-state.js";

/** The files of a store, and what is written beside them. */
export interface FileStateStoreOptions {
  /** Path of domains.map. Its folder must exist; the lock and the journal are beside the file. */
  readonly mapFile: string;
  /** Path of servers.json. Its folder must exist. */
  readonly serversFile: string;
  /** Written with every update, and corrected by it where they differ from what they should be. */
  readonly derived?: readonly DerivedFile[] | undefined;
  /**
   * Asked at each reading for what servers.json may not have: a record that is refused is a problem, not a server. The same
   * function as long as it refuses the same. Default: none is refused.
   */
  readonly refuseServer?: (() => RefuseServer) | undefined;
  readonly locker?: Locker | undefined;
  /** Time to wait for other processes. Default: 10 000. Waiting for other calls in this process is not counted. */
  readonly lockTimeoutMs?: number | undefined;
  /** Milliseconds between two checks of a watcher. Default: 1,000; an edit takes effect once it has been unchanged for 2 s. */
  readonly pollMs?: number | undefined;
  readonly fileSystem?: FileSystem | undefined;
  readonly clock?: Clock | undefined;
}

const DEFAULT_LOCK_TIMEOUT_MS = 10_000;
const DEFAULT_POLL_MS = 1_000;

/** Keeps the desired state in domains.map and servers.json. A file that is missing is empty. */
export function createFileStateStore(options: FileStateStoreOptions): ExclusiveStateStore {
  return new FileStateStore(options);
}

class FileStateStore implements ExclusiveStateStore {
  readonly #options: FileStateStoreOptions;
  readonly #fileSystem: FileSystem;
  readonly #clock: Clock;
  readonly #locker: Locker;
  readonly #journal: JournalFile;
  readonly #resting: RestingPools;
  readonly #reader: StoredFilesReader;
  readonly #mutex = createMutex();

  constructor(options: FileStateStoreOptions) {
    const { clock = systemClock } = options;
    const fileSystem = withTimeLimit(options.fileSystem ?? nodeFileSystem);
    this.#options = options;
    this.#fileSystem = fileSystem;
    this.#clock = clock;
    this.#locker = options.locker ?? createLockfileLocker({ clock });
    this.#journal = createJournalFile(fileSystem, clock);
    this.#resting = createRestingPools(clock);
    const paths = { map: options.mapFile, servers: options.serversFile };
    this.#reader = new StoredFilesReader(fileSystem, paths, this.#journal, options.refuseServer);
  }

  async read({ signal }: ReadOptions = {}): Promise<StateSnapshot> {
    try {
      throwIfCancelled(signal);
      const files = await this.#reader.read();
      throwIfCancelled(signal);
      return this.#snapshotOf(files);
    } catch (error) {
      throw storeErrorOf(error);
    }
  }

  update<Result>(change: Change<Result>, options: ExclusiveUpdateOptions = {}): Promise<Updated<Result>> {
    const { signal } = options;
    const { lockTimeoutMs: timeoutMs = DEFAULT_LOCK_TIMEOUT_MS } = this.#options;
    const updated = this.#mutex.run(async () => {
      const paths = await resolvePaths(this.#fileSystem, this.#options);
      const held = await this.#locker.acquire(paths.map, { timeoutMs, signal });
      const replacement = createReplacement(this.#fileSystem, held);
      try {
        return await this.#updateLocked(held, replacement, paths, change, options);
      } finally {
        // Together: left-over temporary files are in no one's way.
        await Promise.all([replacement[Symbol.asyncDispose](), held[Symbol.asyncDispose]()]);
      }
    }, signal);
    return updated.catch((error) => {
      throw storeErrorOf(error);
    });
  }

  watch(signal: AbortSignal) {
    const { pollMs = DEFAULT_POLL_MS } = this.#options;
    return watchState({
      look: () => this.#reader.look(),
      read: (signal) => this.read({ signal }),
      pollMs,
      clock: this.#clock,
      signal,
    });
  }

  async #readRested(file: string, signal: AbortSignal | undefined) {
    const reader = this.#reader;
    const read = () => reader.readLocked();
    const changedMs = () => reader.changedMs();
    return restedFiles({ first: await read(), read, changedMs, clock: this.#clock, file, signal });
  }

  #snapshotOf({ snapshot, journal }: StoredFiles): StateSnapshot {
    const resting =
      journal === undefined ? snapshot.resting : this.#resting.of(journal, snapshot.state.pools);
    return resting.size === 0 ? snapshot : { ...snapshot, resting };
  }

  async #updateLocked<Result>(
    held: HeldLock,
    replacement: Replacement,
    paths: ResolvedPaths,
    change: Change<Result>,
    { signal, prepare, planned, intent, dryRun, confirm }: ExclusiveUpdateOptions,
  ): Promise<Updated<Result>> {
    const { derived = [] } = this.#options;
    const journalFile = journalOf(paths.map);
    const [{ files, found }, foundDerived] = await allEnded([
      this.#readRested(paths.map, signal),
      findDerivedFiles(this.#fileSystem, derived, paths.derived),
      dryRun === undefined &&
        removeLeftovers(this.#fileSystem, [paths.map, paths.servers, journalFile, ...paths.derived]),
      prepare?.(),
    ]);
    const before = this.#snapshotOf(files);
    const wanted = change(before);
    if (wanted === undefined) return { revision: before.revision, result: undefined };
    const attributes = new Map(foundDerived.map(({ file, attributes }) => [file, attributes]));
    attributes.set(paths.map, found.map?.attributes).set(paths.servers, found.servers?.attributes);
    const entry = { id: randomUUID().slice(0, 8), at: this.#clock.now().getTime() };
    const plan = planReplacement(files, foundDerived, paths, attributes, wanted, entry);
    const transition = { before, after: this.#snapshotOf(plan.after) };
    if (dryRun !== undefined) {
      const written = new Set(plan.steps.map(({ file }) => file));
      dryRun({ ...transition, files: [...written] });
      return { revision: before.revision, result: wanted.result };
    }
    const journal = createJournalUpdate({
      file: journalFile,
      journal: this.#journal,
      held,
      clock: this.#clock,
      planned: plan.journal,
      before: files,
      after: plan.after,
    });

    planned?.(before.state, plan.after.snapshot.state);
    throwIfCancelled(signal);
    try {
      await allEnded([replacement.stage(plan.steps), journal.begin(), intent?.(transition)]);
      throwIfCancelled(signal);
      await replacement.commit();
      this.#reader.remember(journal.files());
      await confirmed(held, confirm, transition);
      await journal.commit();
      this.#reader.remember(journal.files());
      return { revision: plan.after.snapshot.revision, result: wanted.result };
    } catch (error) {
      const outcome = await replacement.putBack(error);
      if (outcome === error) this.#reader.remember(await journal.rollBack());
      throw outcome;
    }
  }
}

async function confirmed(
  held: HeldLock,
  confirm: ExclusiveUpdateOptions["confirm"],
  transition: Transition,
): Promise<void> {
  if (confirm === undefined) return;
  await confirm(transition);
  // The process that took the lock may overwrite what was confirmed elsewhere, and these files.
  if (await held.isHeld()) return;
  throw new StoreError(
    "OUTCOME_UNKNOWN",
    "the lock was lost while the change was confirmed, and another process may have written; read the state before anything else",
  );
}
