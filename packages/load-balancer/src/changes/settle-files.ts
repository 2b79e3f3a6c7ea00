import { messageOf } from "@haproxy-mcp/durable-files";
import { StoreError } from "@haproxy-mcp/map-store";
import { assess } from "../certainty/assess.js";
import { lossOf } from "../certainty/too-small.js";
import type { HaproxyNode } from "../node/haproxy-node.js";
import type { LoadBalancerOptions, OperationOptions } from "../options.js";
import type { Restored } from "./restored.js";
import { findAll, repairListed, settleAll } from "./settle-all.js";
import type { Settled } from "./settled.js";
import { type FoundUpdate, updateFound } from "./update-found.js";

/** What a restore may do. */
export interface RestoreInput {
  /** Accepts files that have lost most of what they held. Default: false. */
  readonly allowShrink?: boolean | undefined;
}

interface Parts extends Pick<LoadBalancerOptions, "store"> {
  readonly node: HaproxyNode;
  readonly settled: Settled;
}

/**
 * Makes HAProxy match the files, all of it, and writes `servers.state`. What HAProxy refuses does not stop the rest. On a
 * disk that can't be written, HAProxy alone is repaired.
 *
 * @throws LoadBalancerError `HAPROXY_UNREACHABLE`, `MAP_NOT_FOUND`, `MAP_AMBIGUOUS`, `OUTCOME_UNKNOWN`; `STATE_TOO_SMALL` when the
 *   files have lost most of what they held: nothing was deleted, and servers that are listed were repaired
 */
export async function settleFiles(
  { store, node, settled }: Parts,
  { allowShrink = false }: RestoreInput,
  options: OperationOptions,
): Promise<Restored> {
  let restored: Restored | undefined;
  const update: FoundUpdate = {
    allowShrink,
    plan: ({ kept }) => ({ state: kept.state }),
    confirm: async (found, { before, after }) => {
      restored = await settleAll(found, before, after, settled, options);
    },
  };
  try {
    await updateFound({ store, node }, update, options);
  } catch (error) {
    if (!isUnwritable(error)) throw error;
    if (restored !== undefined) return { ...restored, notSaved: messageOf(error) };
    const found = await findAll(node, options);
    const snapshot = await store.read(options);
    const loss = lossOf(assess(snapshot, found.running));
    if (loss !== undefined) return repairListed(found, snapshot, loss, options);
    return { ...(await settleAll(found, snapshot, snapshot, settled, options)), notSaved: messageOf(error) };
  }
  if (restored === undefined) throw new Error("the store committed without asking for confirmation");
  return restored;
}

function isUnwritable(error: unknown): boolean {
  return StoreError.isInstance(error) && error.code === "UNWRITABLE";
}
