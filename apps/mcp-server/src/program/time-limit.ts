/**
 * A signal that aborts with the given one, or when the time is up, until it is disposed of.
 *
 * Not of `AbortSignal.any` and `AbortSignal.timeout`: Node.js 20 frees a timeout that only `any` refers to, and it never aborts.
 */
export function timeLimit(
  signal: AbortSignal,
  limitMs: number,
): Disposable & { readonly signal: AbortSignal } {
  const limit = new AbortController();
  const stop = () => limit.abort(signal.reason);
  const timer = setTimeout(() => limit.abort(new DOMException("the time is up", "TimeoutError")), limitMs);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  return {
    signal: limit.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    },
  };
}
