import type { ChangeQueue } from "./changes/change-queue.js";
import type { Settled } from "./changes/settled.js";
import type { Intend } from "./changes/waiting-change.js";
import type { HaproxyNode } from "./node/haproxy-node.js";
import type { LoadBalancerOptions } from "./options.js";

/** What the operations share. */
export interface Context extends Pick<LoadBalancerOptions, "store" | "pools"> {
  readonly node: HaproxyNode;
  readonly changes: ChangeQueue;
  readonly settled: Settled;
  /** Where the operation is recorded: for a change that does not go through `changes`. */
  readonly nextStep?: (() => Intend) | undefined;
  /** Nothing is changed, so nothing is waited for. */
  readonly isDryRun?: boolean | undefined;
}
