import type { StateSnapshot } from "@haproxy-mcp/map-store";
import type { Contested } from "../certainty/contested.js";

/** What a plan is based on: the state, what is uncertain beside it, and the pools that are not given away. */
export interface Ground
  extends Pick<StateSnapshot, "state" | "problems" | "missing" | "orphans" | "resting" | "refuse"> {
  /** Numbers of pools that are given to no name, though the state has none in them. */
  readonly reserved: ReadonlySet<number>;
  /** Pools that no change may change. */
  readonly contested: Contested;
  /** How many pools of the range HAProxy does not have; they are reserved, too. */
  readonly lacking: number;
}
