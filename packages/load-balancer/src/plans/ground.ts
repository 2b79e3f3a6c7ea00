import type { StateSnapshot } from "@haproxy-mcp/map-store";

/** What a plan is based on: the state, what is uncertain beside it, and the pools that are not given away. */
export interface Ground
  extends Pick<StateSnapshot, "state" | "problems" | "missing" | "orphans" | "resting" | "refuse"> {
  /** Numbers of pools that are given to no name, though the state has none in them. */
  readonly reserved: ReadonlySet<number>;
  /** How many pools of the range HAProxy does not have; they are reserved, too. */
  readonly lacking: number;
}
