import type { StateProblem } from "@haproxy-mcp/map-store";
import type { Context } from "../context.js";
import { LoadBalancerError } from "../errors.js";
import { type Difference, differences } from "../node/difference.js";
import type { RunningState } from "../node/running-state.js";
import type { OperationOptions } from "../options.js";
import { planAdoptRunning } from "../plans/adopt-running.js";

export interface SaveStateInput {
  /** Takes what was changed by hand on HAProxy's socket into the files. Default: false. */
  readonly adoptRunning?: boolean | undefined;
}

export interface SavedState {
  /** What the files say now as HAProxy has it; none unless asked for. */
  readonly adopted: readonly Difference[];
  /** Where HAProxy is not as the files say. */
  readonly differences: readonly Difference[];
  /** Why HAProxy could not be compared; the files are written all the same. */
  readonly notCompared?: string | undefined;
  /** Lines and records of the files that could not be understood, and were kept. */
  readonly problems: readonly StateProblem[];
}

/**
 * Writes `servers.state` from the files as they are, and tells where HAProxy differs; changes nothing in HAProxy.
 *
 * @throws LoadBalancerError `STATE_TOO_SMALL` and `HAPROXY_UNREACHABLE` when it should adopt; StoreError
 */
export async function saveState(
  context: Context,
  { adoptRunning = false }: SaveStateInput = {},
  options: OperationOptions = {},
): Promise<SavedState> {
  let running: RunningState | undefined;
  let notCompared: string | undefined;
  let saved: Pick<SavedState, "differences" | "problems"> = { differences: [], problems: [] };
  const { result: adopted = [] } = await context.store.update(
    ({ state }) => {
      if (!adoptRunning || running === undefined) return { state, result: [] };
      const plan = planAdoptRunning(state, running);
      return { state: plan.state, result: plan.result.adopted };
    },
    {
      ...options,
      prepare: async () => {
        running = await look(context, options).catch((error: unknown) => {
          if (adoptRunning || !LoadBalancerError.isInstance(error)) throw error;
          notCompared = error.message;
          return undefined;
        });
      },
      confirm: async ({ after }) => {
        const found = running === undefined ? [] : differences(after.state, running, "all");
        saved = { differences: found, problems: after.problems };
      },
    },
  );
  return { adopted, ...saved, notCompared };
}

async function look({ node }: Context, options: OperationOptions): Promise<RunningState> {
  return (await node.reach(options)).look("all", { ...options, reading: "entries" });
}
