import { basename } from "node:path";
import type { Transition } from "@haproxy-mcp/map-store";
import { assess } from "../certainty/assess.js";
import { describeUncertain, type Uncertainty } from "../certainty/uncertainty.js";
import { intendMade } from "../changes/intend-made.js";
import { findAll } from "../changes/settle-all.js";
import type { Context } from "../context.js";
import { LoadBalancerError } from "../errors.js";
import { type Difference, differences } from "../node/difference.js";
import type { RunningState } from "../node/running-state.js";
import type { OperationOptions } from "../options.js";
import { planAdoptRunning } from "../plans/adopt-running.js";

/** What is saved. */
export interface SaveStateInput {
  /** Takes what was changed by hand on HAProxy's socket into the files. Default: false. */
  readonly adoptRunning?: boolean | undefined;
  /** Writes nothing: returns what would be. Default: false. */
  readonly dryRun?: boolean | undefined;
}

/** What was saved, and where HAProxy differs from it. */
export interface SavedState {
  /** What was written into the files as HAProxy has it; none unless asked for. */
  readonly adopted: readonly Difference[];
  /** Names of the files that a dry run would have written. */
  readonly files?: readonly string[] | undefined;
  /** Where HAProxy differs from the files. */
  readonly differences: readonly Difference[];
  /** Why HAProxy could not be compared; the files are written all the same. */
  readonly notCompared?: string | undefined;
  /** Lines and records that are left unchanged with the routes and servers that they are about; none where HAProxy did not respond. */
  readonly uncertain: readonly Uncertainty[];
}

/** See `LoadBalancer.saveState`. */
export async function saveState(
  context: Context,
  { adoptRunning = false, dryRun = false }: SaveStateInput = {},
  options: OperationOptions = {},
): Promise<SavedState> {
  let running: RunningState | undefined;
  let notCompared: string | undefined;
  let files: SavedState["files"];
  let saved: Pick<SavedState, "differences" | "uncertain"> = { differences: [], uncertain: [] };
  const compare = ({ after }: Pick<Transition, "after">) => {
    if (running === undefined) return;
    const { kept, protection } = assess(after, running);
    saved = {
      differences: differences(kept.state, running, "all", protection),
      uncertain: describeUncertain(kept, running, protection),
    };
  };
  const { result: adopted = [] } = await context.store.update(
    (snapshot) => {
      if (!adoptRunning || running === undefined) {
        if (snapshot.loss === undefined) return { state: snapshot.state, result: [] };
        throw new LoadBalancerError("STATE_TOO_SMALL", `${snapshot.loss}. Nothing was written.`);
      }
      const { result, ...plan } = planAdoptRunning(snapshot, running);
      return { ...plan, result: result.adopted };
    },
    {
      ...options,
      prepare: async () => {
        const found = await findAll(context.node, options).catch((error: unknown) => {
          if (adoptRunning || !LoadBalancerError.isInstance(error)) throw error;
          notCompared = error.message;
          return undefined;
        });
        running = found?.running;
      },
      dryRun: dryRun
        ? (seen) => {
            files = seen.files.map((file) => basename(file));
            compare(seen);
          }
        : undefined,
      intent: (transition) => {
        const { before, after } = transition;
        const made = { before: before.state, after: after.state, discards: false };
        return intendMade(context.nextStep?.(), made, transition);
      },
      confirm: async (transition) => compare(transition),
    },
  );
  return { adopted, files, ...saved, notCompared };
}
