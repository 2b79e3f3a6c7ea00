import type { Orphan } from "@haproxy-mcp/map-store";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { protectionOf } from "../certainty/protection.js";
import { lossOf } from "../certainty/too-small.js";
import { orphansOf, removedByHand, withoutRemoved } from "../certainty/uncertain.js";
import { describeUncertain, type Uncertainty } from "../certainty/uncertainty.js";
import type { Context } from "../context.js";
import { type Difference, differences } from "../node/difference.js";
import type { RunningState } from "../node/running-state.js";
import type { OperationOptions } from "../options.js";

export interface Drift {
  /** Where HAProxy differs from the files: what `restore` would change. */
  readonly differences: readonly Difference[];
  /** Lines and records that are left unchanged with the routes and servers that they are about, each with what runs now. */
  readonly uncertain: readonly Uncertainty[];
  /** Names that the operator removed from the map, and that `restore` would stop routing. */
  readonly released: readonly DomainPattern[];
  /** Names that have records in `servers.json` and no line in the map: kept, without effect. */
  readonly orphans: readonly Orphan[];
  /** Why every change is refused: what the files have lost. */
  readonly loss: string | undefined;
}

/**
 * What `restore` would do. Changes nothing; waits for changes in progress, so that none of them is taken for drift.
 *
 * @throws LoadBalancerError, StoreError
 */
export async function findDrift(context: Context, options: OperationOptions = {}): Promise<Drift> {
  let running: RunningState | undefined;
  let drift: Drift = { differences: [], uncertain: [], released: [], orphans: [], loss: undefined };
  await context.store.update(
    (snapshot) => {
      if (running === undefined) return undefined;
      const protection = protectionOf(withoutRemoved(snapshot, running), running);
      drift = {
        differences: differences(snapshot.state, running, "all", protection),
        uncertain: describeUncertain(snapshot, running),
        released: removedByHand(snapshot, running),
        orphans: orphansOf(snapshot),
        loss: lossOf(snapshot, running),
      };
      return undefined;
    },
    {
      ...options,
      prepare: async () => {
        running = await (await context.node.reach(options)).look("all", options);
      },
    },
  );
  return drift;
}
