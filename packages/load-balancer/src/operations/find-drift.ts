import type { StateProblem } from "@haproxy-mcp/map-store";
import type { Context } from "../context.js";
import { type Difference, differences } from "../node/difference.js";
import type { RunningState } from "../node/running-state.js";
import type { OperationOptions } from "../options.js";

export interface Drift {
  /** Where HAProxy is not as the files say: what `restore` would change. */
  readonly differences: readonly Difference[];
  /** Lines and records of the files that could not be understood, and were kept. */
  readonly problems: readonly StateProblem[];
}

/**
 * What `restore` would do. Changes nothing; waits for changes that are being made, so that none of them is taken for drift.
 *
 * @throws LoadBalancerError, StoreError
 */
export async function findDrift(context: Context, options: OperationOptions = {}): Promise<Drift> {
  let running: RunningState | undefined;
  let drift: Drift = { differences: [], problems: [] };
  await context.store.update(
    ({ state, problems }) => {
      if (running !== undefined) drift = { differences: differences(state, running, "all"), problems };
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
