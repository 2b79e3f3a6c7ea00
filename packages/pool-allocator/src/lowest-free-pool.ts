import { lowestFree } from "./lowest-free.js";
import type { PoolSource } from "./pool-source.js";

/**
 * The lowest pool that is not in use; `undefined` when all are. Pure: the caller holds the lock.
 *
 * @param used numbers of the pools in use; numbers outside the range do no harm
 */
export function lowestFreePool(source: PoolSource, used: ReadonlySet<number>): number | undefined {
  return lowestFree(source.count, used);
}
