/** A lock that is held until it is disposed of. Disposing never throws. */
export interface HeldLock extends AsyncDisposable {
  /** Aborts once it is known that the lock is another's, for example after this process was suspended. */
  readonly lost: AbortSignal;
  /** Checks the lock itself. A lost lock is never held again. */
  isHeld(): Promise<boolean>;
}

/** How long to wait for a lock, in milliseconds; `signal` cancels the wait. */
export interface AcquireOptions {
  /** Time to wait for other holders. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Keeps other processes off a file. Injected, so that a store can use a lock that spans machines. */
export interface Locker {
  /**
   * Resolves once the lock is held.
   *
   * @param file need not exist; its folder must
   * @throws FileError `LOCKED` after `timeoutMs`, `CANCELLED`, `UNWRITABLE` when the lock can't be created
   */
  acquire(file: string, options: AcquireOptions): Promise<HeldLock>;
}
