import type { StateChange, StateSnapshot, Transition } from "@haproxy-mcp/map-store";
import { type Assessment, assess } from "../certainty/assess.js";
import { lossOf } from "../certainty/too-small.js";
import type { HaproxyNode } from "../node/haproxy-node.js";
import type { LoadBalancerOptions, OperationOptions } from "../options.js";
import { assertPrepared } from "./assert-prepared.js";
import { type Found, findAll, repairListed } from "./settle-all.js";

export interface FoundUpdate {
  /** Accepts files that have lost most of what they held. */
  readonly allowShrink: boolean;
  /** Pure, as every change. */
  plan(
    assessed: Assessment,
    found: Found,
  ): Pick<StateChange<unknown>, "state" | "discard" | "discardRefused">;
  readonly intent?: ((transition: Transition) => Promise<void>) | undefined;
  confirm(found: Found, transition: Transition): Promise<void>;
}

/**
 * One update of files that were compared with all of HAProxy under the lock: what the operator removed by hand is released. After a loss nothing
 * is written, since an update would commit what is left.
 *
 * @returns the revision
 * @throws LoadBalancerError `STATE_TOO_SMALL` after a loss: servers that are listed were repaired
 */
export async function updateFound(
  { store, node }: Pick<LoadBalancerOptions, "store"> & { readonly node: HaproxyNode },
  { allowShrink, plan, intent, confirm }: FoundUpdate,
  options: OperationOptions,
): Promise<string> {
  let found: Found | undefined;
  let lost: { readonly snapshot: StateSnapshot; readonly loss: string } | undefined;
  const { revision } = await store.update(
    (snapshot) => {
      const assessed = assess(snapshot, assertPrepared(found).running);
      const loss = allowShrink ? undefined : lossOf(assessed);
      lost = loss === undefined ? undefined : { snapshot, loss };
      if (lost !== undefined) return undefined;
      return { ...plan(assessed, assertPrepared(found)), release: assessed.released, result: undefined };
    },
    {
      ...options,
      prepare: async () => {
        found = await findAll(node, options);
      },
      intent,
      confirm: (transition) => confirm(assertPrepared(found), transition),
    },
  );
  if (lost !== undefined) return repairListed(assertPrepared(found), lost.snapshot, lost.loss, options);
  return revision;
}
