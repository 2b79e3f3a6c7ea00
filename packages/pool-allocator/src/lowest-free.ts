/** The pools in HAProxy's configuration. */
export interface PoolRange {
  /** How many pools there are, numbered from 1. */
  readonly count: number;
  /** How many servers a pool holds, numbered from 1. */
  readonly slots: number;
}

/**
 * The lowest pool that is not in use; `undefined` when all are. Pure: the caller holds the lock.
 *
 * @param used numbers of the pools in use; numbers outside the range are ignored
 */
export function lowestFreePool({ count }: PoolRange, used: ReadonlySet<number>): number | undefined {
  return lowestFree(count, used);
}

/** The same for the slots of one pool. */
export function lowestFreeSlot({ slots }: PoolRange, used: ReadonlySet<number>): number | undefined {
  return lowestFree(slots, used);
}

function lowestFree(highest: number, used: ReadonlySet<number>): number | undefined {
  for (let number = 1; number <= highest; number++) {
    if (!used.has(number)) return number;
  }
  return undefined;
}
