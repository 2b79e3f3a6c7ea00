/** How far a drain is. */
export interface DrainProgress {
  /** Open sessions; absent until HAProxy was asked. */
  readonly left?: number | undefined;
  /** Of the most sessions since it drains, 0 to 100. */
  readonly done: number;
  readonly text: string;
}

/** @param counts open sessions since the drain began, the newest last */
export function drainProgress(counts: readonly number[]): DrainProgress {
  const left = counts.at(-1);
  if (left === undefined) return { done: 0, text: "" };
  const most = Math.max(...counts);
  if (left === 0) return { left, done: 100, text: "drained: safe to stop" };
  return {
    left,
    done: Math.round((100 * (most - left)) / most),
    text: `${left} ${left === 1 ? "session" : "sessions"} left`,
  };
}
