import type { DesiredState } from "@haproxy-mcp/map-store";

/** What a pure plan gives: the state that is wanted, and what to tell the caller once it is reached. */
export interface Plan<Result> {
  readonly state: DesiredState;
  readonly result: Result;
}
