const INTERVAL_MS = 1_000;
const MS_PER_SEC = 1_000;
/** The least by which `progress` grows: the protocol demands that it does. */
const STEP_SEC = 0.1;

/** What `notifications/progress` carries. `progress` is the seconds since the call began, `total` the most that it may take. */
export interface Progress {
  readonly progress: number;
  readonly total?: number;
  readonly message: string;
}

export interface ProgressReporter {
  /**
   * Sends a message that differs from the last one. One of a wait, with its limit, is sent a second after the last one at the earliest, unless a newer one
   * replaces it.
   */
  report(message: string, limitMs?: number): void;
  /** Sends nothing any more: the call has its result. */
  end(): void;
}

export function createProgressReporter(
  send: (progress: Progress) => void,
  now: () => number = () => performance.now(),
): ProgressReporter {
  const began = now();
  let sentAt = Number.NEGATIVE_INFINITY;
  let last: Progress | undefined;
  let waiting: NodeJS.Timeout | undefined;

  const sendNow = (message: string, limitMs: number | undefined) => {
    sentAt = now();
    const progress = toTenths(Math.max((sentAt - began) / MS_PER_SEC, (last?.progress ?? 0) + STEP_SEC));
    const total = limitMs === undefined ? undefined : Math.max(limitMs / MS_PER_SEC, progress);
    last = { progress, ...(total !== undefined && { total }), message };
    send(last);
  };

  return {
    report(message, limitMs) {
      clearTimeout(waiting);
      if (message === last?.message) return;
      const delayMs = limitMs === undefined ? 0 : sentAt + INTERVAL_MS - now();
      if (delayMs <= 0) sendNow(message, limitMs);
      else waiting = setTimeout(sendNow, delayMs, message, limitMs);
    },
    end: () => clearTimeout(waiting),
  };
}

function toTenths(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
