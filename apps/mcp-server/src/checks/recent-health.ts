import type { Health } from "./health.js";

const RECENT_MS = 1_000;
/** The longest that a check may take whose result is shared. */
const LIMIT_MS = 10_000;

export interface RecentHealth {
  /** At most a second old. */
  health(signal: AbortSignal, request?: HealthRequest): Promise<Health>;
  /** Something was changed: the next request checks again. */
  forget(): void;
}

interface HealthRequest {
  /** Checks for this request alone. Default: false. */
  readonly fresh?: boolean | undefined;
}

/**
 * Checks at most once a second, however often it is asked, and again after each change.
 *
 * @param now in milliseconds, from any start
 */
export function createRecentHealth(
  check: (signal: AbortSignal) => Promise<Health>,
  now: () => number,
): RecentHealth {
  let last: { readonly at: number; readonly health: Promise<Health> } | undefined;
  const forget = () => {
    last = undefined;
  };
  return {
    forget,
    health(signal, { fresh = false } = {}) {
      if (fresh) return check(signal);
      if (last !== undefined && now() - last.at < RECENT_MS) return last.health;
      // one caller that cancels must not fail the others
      const made = { at: now(), health: check(AbortSignal.timeout(LIMIT_MS)) };
      last = made;
      made.health.catch(() => {
        if (last === made) forget();
      });
      return made.health;
    },
  };
}
