import { useEffect, useState } from "preact/hooks";
import { type CallFailure, type CallResult, failureOf, useCall } from "../call.js";
import type { ToolCall } from "./tool-call.js";

/** What a call would do; empty while the server works it out. */
export interface PlanState {
  readonly found?: CallResult | undefined;
  readonly failure?: CallFailure | undefined;
}

/** After the last key, so that typing does not ask for a plan of each letter. */
const PAUSE_MS = 300;

/** The dry run of a call, again after each change of its arguments. @param isAsked false: none */
export function usePlan({ tool, arguments: given }: ToolCall, isAsked = true): PlanState {
  const call = useCall();
  const [state, setState] = useState<PlanState>({});
  const key = JSON.stringify(given);
  useEffect(() => {
    if (!isAsked) return setState({});
    const abort = new AbortController();
    const timer = setTimeout(() => {
      const { signal } = abort;
      call(tool, { ...given, dry_run: true }, { signal }).then(
        (found) => signal.aborted || setState({ found }),
        (error) => signal.aborted || setState({ failure: failureOf(error) }),
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [tool, key, isAsked, call]);
  return state;
}
