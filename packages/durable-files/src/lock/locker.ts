/** A lock that is held until it is disposed of. Disposing never throws. */
export interface HeldLock extends AsyncDisposable {
  /** Aborts once it is known that the lock is another's, for example after this process was suspended. */
  readonly lost: AbortSignal;
  /** Asks the place of the lock itself. A lost lock is never held again. */
  isHeld(): Promise<boolean>;
}

export interface AcquireOptions {
  /** Time to wait for other holders. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Keeps other processes off a file. Handed in, so that a store can run over a lock that spans machines. */
export interface Locker {
  /**
   * Resolves once the lock is held.
   *
   * @param file need not exist; its folder must
   * @throws FileError `LOCKED` after `timeoutMs`, `CANCELLED`, `UNWRITABLE` when there can be no lock
   */
  acquire(file: string, options: AcquireOptions): Promise<HeldLock>;
}
