import { lowestFree } from "./lowest-free.js";
import type { PoolSource } from "./pool-source.js";

/**
 * The lowest slot of a pool that is not in use; `undefined` when all are. Pure: the caller holds the lock.
 *
 * @param used slots in use; numbers outside the range do no harm
 */
export function lowestFreeSlot(source: PoolSource, used: ReadonlySet<number>): number | undefined {
  return lowestFree(source.slots, used);
}
