import { HostError } from "../errors.js";
import type { HaproxyHost, HostOptions, Reloaded } from "./host.js";

/**
 * One reload at a time. Those that are asked for during one share the next, which begins after all of them were asked for: its
 * result is theirs. Each stops waiting by its own signal.
 */
export function createReloadQueue(reload: HaproxyHost["reload"]): HaproxyHost["reload"] {
  let current: Promise<unknown> | undefined;
  let next: Promise<Reloaded> | undefined;

  const begin = (options: HostOptions = {}): Promise<Reloaded> => {
    const begun = reload(options);
    const ended = begun
      .catch(() => {})
      .finally(() => {
        if (current === ended) current = undefined;
      });
    current = ended;
    return begun;
  };

  return (options = {}) => {
    if (current === undefined && next === undefined) return begin(options);
    next ??= Promise.resolve(current).then(() => {
      next = undefined;
      return begin();
    });
    return unlessCancelled(next, options);
  };
}

function unlessCancelled<Result>(result: Promise<Result>, { signal }: HostOptions): Promise<Result> {
  if (signal === undefined) return result;
  return new Promise((resolve, reject) => {
    const cancel = () =>
      reject(new HostError("CANCELLED", "cancelled by the caller", { cause: signal.reason }));
    if (signal.aborted) cancel();
    signal.addEventListener("abort", cancel);
    result.then(resolve, reject).finally(() => signal.removeEventListener("abort", cancel));
  });
}
