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
 * @param from the first number to consider, for a caller that knows that all below it are in use
 */
export function lowestFreePool(
  { count }: PoolRange,
  used: ReadonlySet<number>,
  from = 1,
): number | undefined {
  return lowestFree(count, used, from);
}

/** The same for the slots of one pool. */
export function lowestFreeSlot({ slots }: PoolRange, used: ReadonlySet<number>): number | undefined {
  return lowestFree(slots, used);
}

function lowestFree(highest: number, used: ReadonlySet<number>, from = 1): number | undefined {
  for (let number = from; number <= highest; number++) {
    if (!used.has(number)) return number;
  }
  return undefined;
}
