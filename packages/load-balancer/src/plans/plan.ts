import type { DesiredState, StateChange } from "@haproxy-mcp/map-store";

/** What a pure plan returns: the new state, and the caller's result once HAProxy has it. */
export interface Plan<Result> extends Pick<StateChange<Result>, "discard" | "discardRefused"> {
  readonly state: DesiredState;
  readonly result: Result;
}
