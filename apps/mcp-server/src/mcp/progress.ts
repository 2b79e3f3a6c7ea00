const INTERVAL_MS = 1_000;
const MS_PER_SEC = 1_000;

/** What `notifications/progress` carries. `progress` is the seconds since the call began, `total` the most that it may take. */
export interface Progress {
  readonly progress: number;
  readonly total?: number;
  readonly message: string;
}

export interface ProgressReporter {
  /** Sends a message that differs from the last one: at once, or after a second since that one, unless a newer one comes. */
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
  let last: string | undefined;
  let waiting: NodeJS.Timeout | undefined;

  const sendNow = (message: string, limitMs: number | undefined) => {
    waiting = undefined;
    sentAt = now();
    last = message;
    const progress = toTenths((sentAt - began) / MS_PER_SEC);
    const total = limitMs === undefined ? undefined : Math.max(limitMs / MS_PER_SEC, progress);
    send({ progress, ...(total !== undefined && { total }), message });
  };

  return {
    report(message, limitMs) {
      clearTimeout(waiting);
      if (message === last) return;
      const waitMs = sentAt + INTERVAL_MS - now();
      if (waitMs <= 0) sendNow(message, limitMs);
      else waiting = setTimeout(sendNow, waitMs, message, limitMs);
    },
    end: () => clearTimeout(waiting),
  };
}

function toTenths(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
