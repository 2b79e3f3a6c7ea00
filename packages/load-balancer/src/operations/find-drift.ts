import type { Orphan } from "@haproxy-mcp/map-store";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { assess, unrouted } from "../certainty/assess.js";
import { lossOf } from "../certainty/too-small.js";
import { orphansOf } from "../certainty/uncertain.js";
import { describeUncertain, type Uncertainty } from "../certainty/uncertainty.js";
import type { Context } from "../context.js";
import { type Difference, differences } from "../node/difference.js";
import type { OperationOptions } from "../options.js";
import { drawSample, lookAtSample, type Seen } from "./drift-sample.js";

/** How HAProxy and the files differ. */
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
  /** How many names were compared, where not all were. */
  readonly sample?: { readonly names: number; readonly of: number } | undefined;
}

/** How many names are compared. */
export interface FindDriftOptions extends OperationOptions {
  /** Compares 1,000 names where there are more than 5,000, others each time; servers all the same. Default: false. */
  readonly sampled?: boolean | undefined;
}

/** See `LoadBalancer.findDrift`. */
export async function findDrift(
  { store, node }: Context,
  { sampled = false, ...options }: FindDriftOptions = {},
): Promise<Drift> {
  const sample = sampled ? drawSample(await store.read(options), Math.random()) : undefined;
  let seen: Seen | undefined;
  let drift: Drift = { differences: [], uncertain: [], released: [], orphans: [], loss: undefined };
  await store.update(
    (snapshot) => {
      if (seen === undefined) return undefined;
      const { running, scope } = seen;
      const assessed = assess(snapshot, running);
      drift = {
        differences: differences(snapshot.state, running, scope, assessed.protection),
        uncertain: describeUncertain(assessed.kept, running, assessed.protection),
        released: unrouted(assessed.released, snapshot.state),
        orphans: orphansOf(snapshot),
        loss: lossOf(assessed),
        sample: scope === "all" ? undefined : sample && { names: sample.names, of: sample.of },
      };
      return undefined;
    },
    {
      ...options,
      prepare: async () => {
        seen = await lookAtSample(await node.reach(options), sample, options);
      },
    },
  );
  return drift;
}
