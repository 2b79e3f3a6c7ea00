const WINDOW_MS = 60_000;
const MAX_FAILURES = 5;
const MAX_ADDRESSES = 10_000;

/** Bounds how often an address may try tokens: 5 wrong ones a minute. */
export interface SignInLimit {
  /** Seconds until it may try again; 0: now. */
  waitSec(address: string): number;
  failed(address: string): void;
}

/** @param now milliseconds of a clock that only goes forward */
export function createSignInLimit(now: () => number = () => performance.now()): SignInLimit {
  /** The oldest first. */
  const windows = new Map<string, { readonly endsAt: number; failures: number }>();

  const currentOf = (address: string) => {
    const found = windows.get(address);
    return found !== undefined && now() < found.endsAt ? found : undefined;
  };

  return {
    waitSec(address) {
      const found = currentOf(address);
      return found === undefined || found.failures < MAX_FAILURES
        ? 0
        : Math.ceil((found.endsAt - now()) / 1_000);
    },
    failed(address) {
      const current = currentOf(address);
      if (current !== undefined) {
        current.failures += 1;
        return;
      }
      windows.delete(address);
      const [oldest] = windows.keys();
      if (windows.size >= MAX_ADDRESSES && oldest !== undefined) windows.delete(oldest);
      windows.set(address, { endsAt: now() + WINDOW_MS, failures: 1 });
    },
  };
}
