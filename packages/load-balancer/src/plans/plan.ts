import type { DesiredState, StateChange } from "@haproxy-mcp/map-store";

/** What a pure plan gives: the state that is wanted, and what to return to the caller once it is reached. */
export interface Plan<Result> extends Pick<StateChange<Result>, "discard"> {
  readonly state: DesiredState;
  readonly result: Result;
}
