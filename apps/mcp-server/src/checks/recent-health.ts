import type { Health } from "./health.js";

const RECENT_MS = 1_000;
/** The longest that a check may take whose result is shared. */
const LIMIT_MS = 10_000;

export interface RecentHealthSources {
  check(signal: AbortSignal): Promise<Health>;
  /** Of what this process has changed: another revision, another check. */
  revision(): string | undefined;
  /** In milliseconds, from any start. */
  now(): number;
}

export interface HealthRequest {
  /** Checks for this request alone. Default: false. */
  readonly fresh?: boolean | undefined;
}

/** Checks at most once a second, however often it is asked, and again after each change that this process made. */
export function createRecentHealth({ check, revision, now }: RecentHealthSources) {
  let last:
    | { readonly at: number; readonly of: string | undefined; readonly health: Promise<Health> }
    | undefined;
  return (signal: AbortSignal, { fresh = false }: HealthRequest = {}): Promise<Health> => {
    if (fresh) return check(signal);
    const isRecent = last !== undefined && last.of === revision() && now() - last.at < RECENT_MS;
    if (last !== undefined && isRecent) return last.health;
    // one caller that cancels must not fail the others
    const health = check(AbortSignal.timeout(LIMIT_MS));
    const made = { at: now(), of: revision(), health };
    last = made;
    health.catch(() => {
      if (last === made) last = undefined;
    });
    return health;
  };
}
