import { useEffect, useState } from "preact/hooks";
import { type CallFailure, type CallResult, failureOf, useCall } from "../call.js";
import type { ToolCall } from "./tool-call.js";

/** What a call would do; empty while the server works it out. */
export interface PlanState {
  readonly found?: CallResult | undefined;
  readonly failure?: CallFailure | undefined;
  /** Whether it is of the arguments as they are now. */
  readonly isCurrent: boolean;
}

/** After the last key, so that typing does not ask for a plan of each letter. */
const PAUSE_MS = 300;

/**
 * The dry run of a call, again after each change of its arguments.
 *
 * @param isAsked false: none
 * @param version of what the plan rests on: another one asks again
 */
export function usePlan({ tool, arguments: given }: ToolCall, isAsked = true, version = ""): PlanState {
  const call = useCall();
  const [{ key: plannedKey, ...plan }, setState] = useState<Omit<PlanState, "isCurrent"> & { key?: string }>(
    {},
  );
  const key = JSON.stringify([tool, given]);
  const isCurrent = plannedKey === key;
  useEffect(() => {
    if (!isAsked) return;
    const abort = new AbortController();
    const { signal } = abort;
    const ask = () =>
      call(tool, { ...given, dry_run: true }, { signal }).then(
        (found) => signal.aborted || setState({ found, key }),
        (error) => signal.aborted || setState({ failure: failureOf(error), key }),
      );
    const timer = setTimeout(ask, plannedKey === undefined ? 0 : PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [key, isAsked, version, call]);
  return isAsked || isCurrent ? { ...plan, isCurrent } : { isCurrent };
}
