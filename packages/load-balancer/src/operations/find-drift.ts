import type { StateProblem } from "@haproxy-mcp/map-store";
import type { LoadBalancerOptions, OperationOptions } from "../context.js";
import { type Difference, differences } from "../runtime/difference.js";
import { findMap } from "../runtime/find-map.js";
import { lookAtRunning } from "../runtime/settle.js";

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
export async function findDrift(
  context: LoadBalancerOptions,
  options: OperationOptions = {},
): Promise<Drift> {
  const found = new Found();
  try {
    await context.store.update<never>(
      () => {
        throw found;
      },
      {
        ...options,
        async prepare() {
          const mapId = await findMap(context, options);
          const running = await lookAtRunning(context, mapId, "all", options);
          const { state, problems } = await context.store.read(options);
          found.drift = { differences: differences(state, running, "all"), problems };
        },
      },
    );
  } catch (error) {
    if (error !== found) throw error;
  }
  return found.drift;
}

/** Ends an update before it changes anything. */
class Found extends Error {
  drift: Drift = { differences: [], problems: [] };
}
