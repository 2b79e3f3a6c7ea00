import type { Context } from "../context.js";
import type { OperationOptions } from "../options.js";
import { parseDifference } from "../parse-difference.js";
import { planUndo, type Undone } from "../plans/undo.js";
import type { StateDifference } from "../recording.js";

/** The change to undo. */
export interface UndoInput {
  /** What the change did, as it was recorded; of one with several steps, all of them composed. */
  readonly difference: StateDifference;
}

/**
 * Undoes a change: brings back the names, addresses, weights and states that it changed. It is a change itself, which can be undone.
 *
 * @throws LoadBalancerError `CHANGED_SINCE` when something newer changed the same names or slots; ValidationError for what is no difference
 */
export async function undo(
  context: Context,
  { difference }: UndoInput,
  options: OperationOptions = {},
): Promise<Undone> {
  const undone = parseDifference(difference);
  return context.changes.make((ground) => planUndo(ground, context.pools, undone), options);
}
