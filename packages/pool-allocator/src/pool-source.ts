/**
 * Where pools come from. Today the range in HAProxy's configuration; HAProxy 3.4 can add backends at run time,
 * and a source that does so takes this one's place.
 */
export interface PoolSource {
  /** How many pools there are, numbered from 1. */
  readonly count: number;
  /** How many servers a pool holds, numbered from 1. */
  readonly slots: number;
}

/**
 * The pools that HAProxy's configuration holds.
 *
 * @throws RangeError when a number is not whole and positive
 */
export function configuredPools({ count, slots }: PoolSource): PoolSource {
  for (const [name, value] of Object.entries({ count, slots })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`${name} must be a whole number from 1, not ${value}`);
    }
  }
  return { count, slots };
}
