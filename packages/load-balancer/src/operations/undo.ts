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

/** See `Changes.undo`. */
export async function undo(
  context: Context,
  { difference }: UndoInput,
  options: OperationOptions = {},
): Promise<Undone> {
  const undone = parseDifference(difference);
  return context.changes.make((ground) => planUndo(ground, context.pools, undone), options);
}
