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
import { StoreError, storeErrorOf } from "../errors.js";
import type {
  Change,
  ExclusiveStateStore,
  ExclusiveUpdateOptions,
  ReadOptions,
  StateSnapshot,
  Transition,
  Updated,
} from "../state-store.js";
import { planReplacement } from "./plan-replacement.js";
import { type DerivedFile, findDerivedFiles, type ResolvedPaths, resolvePaths } from "./store-paths.js";
import { StoredFilesReader } from "./stored-files.js";
import { watchState } from "./watch-state.js";

export interface FileStateStoreOptions {
  /** Path of domains.map. Its folder must exist; the lock is beside the file. */
  readonly mapFile: string;
  /** Path of servers.json. Its folder must exist. */
  readonly serversFile: string;
  /** Written with every update, and corrected by it where they differ from what they should be. */
  readonly derived?: readonly DerivedFile[] | undefined;
  readonly locker?: Locker | undefined;
  /** Time to wait for other processes. Default: 10 000. Waiting for other calls in this process is not counted. */
  readonly lockTimeoutMs?: number | undefined;
  /** How often a watcher looks. Default: 500. */
  readonly pollMs?: number | undefined;
  readonly fileSystem?: FileSystem | undefined;
  readonly clock?: Clock | undefined;
}

const DEFAULT_LOCK_TIMEOUT_MS = 10_000;
const DEFAULT_POLL_MS = 500;

/** Keeps the desired state in domains.map and servers.json. A file that is missing is empty. */
export function createFileStateStore(options: FileStateStoreOptions): ExclusiveStateStore {
  return new FileStateStore(options);
}

class FileStateStore implements ExclusiveStateStore {
  readonly #options: FileStateStoreOptions;
  readonly #fileSystem: FileSystem;
  readonly #clock: Clock;
  readonly #locker: Locker;
  readonly #reader: StoredFilesReader;
  readonly #mutex = createMutex();

  constructor(options: FileStateStoreOptions) {
    const { clock = systemClock } = options;
    const fileSystem = withTimeLimit(options.fileSystem ?? nodeFileSystem);
    this.#options = options;
    this.#fileSystem = fileSystem;
    this.#clock = clock;
    this.#locker = options.locker ?? createLockfileLocker({ clock });
    this.#reader = new StoredFilesReader(fileSystem, { map: options.mapFile, servers: options.serversFile });
  }

  async read({ signal }: ReadOptions = {}): Promise<StateSnapshot> {
    try {
      throwIfCancelled(signal);
      const { snapshot } = await this.#reader.read();
      throwIfCancelled(signal);
      return snapshot;
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
        // Together: what is left of the temporary files is in nobody's way.
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

  async #updateLocked<Result>(
    held: HeldLock,
    replacement: Replacement,
    paths: ResolvedPaths,
    change: Change<Result>,
    { signal, prepare, planned, confirm }: ExclusiveUpdateOptions,
  ): Promise<Updated<Result>> {
    const { derived = [] } = this.#options;
    const [{ files, found }, foundDerived] = await allEnded([
      this.#reader.readLocked(),
      findDerivedFiles(this.#fileSystem, derived, paths.derived),
      removeLeftovers(this.#fileSystem, [paths.map, paths.servers, ...paths.derived]),
      prepare?.(),
    ]);
    const wanted = change(files.snapshot);
    if (wanted === undefined) return { revision: files.snapshot.revision, result: undefined };
    const attributes = new Map(foundDerived.map(({ file, attributes }) => [file, attributes]));
    attributes.set(paths.map, found.map?.attributes).set(paths.servers, found.servers?.attributes);
    const { steps, after } = planReplacement(files, foundDerived, paths, attributes, wanted);

    planned?.(files.snapshot.state, after.snapshot.state);
    await replacement.stage(steps);
    throwIfCancelled(signal);
    try {
      await replacement.commit();
      this.#reader.remember(after);
      await confirmed(held, confirm, { before: files.snapshot, after: after.snapshot });
      return { revision: after.snapshot.revision, result: wanted.result };
    } catch (error) {
      throw await replacement.putBack(error);
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
  // What it confirmed elsewhere may be overwritten by whoever took the lock, and these files with it.
  if (await held.isHeld()) return;
  throw new StoreError(
    "OUTCOME_UNKNOWN",
    "the lock was lost while the change was confirmed: look which state stands",
  );
}
