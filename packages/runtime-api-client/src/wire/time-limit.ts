/**
 * Runs a task with a signal that aborts when the time is up, with a `TimeoutError`, or when the caller's does, with its
 * reason. Leaves neither timer nor listener behind.
 */
export async function withTimeLimit<Result>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  task: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const stopWaiting = () => controller.abort(signal?.reason);
  const timer = setTimeout(
    () => controller.abort(new DOMException("The time is up", "TimeoutError")),
    timeoutMs,
  );
  signal?.addEventListener("abort", stopWaiting, { once: true });
  if (signal?.aborted === true) stopWaiting();
  try {
    return await task(controller.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stopWaiting);
  }
}
