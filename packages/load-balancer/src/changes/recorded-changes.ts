import type { Transition } from "@haproxy-mcp/map-store";
import type { Recording } from "../recording.js";
import { differenceOf, isEmpty } from "../state-difference.js";
import type { ChangeQueue } from "./change-queue.js";
import type { Intend, Made } from "./waiting-change.js";

/** The recording of one operation: what is returned by each call records the next step. */
export function createSteps(recording: Recording): () => Intend {
  let next = 0;
  return () => {
    const step = next++;
    return (made) => recording.intend({ step, ...made });
  };
}

/** The same queue, where each change is recorded. */
export function createRecordedChanges(queue: ChangeQueue, nextStep: () => Intend): ChangeQueue {
  return { make: (plan, options) => queue.make(plan, { ...options, intend: nextStep() }) };
}

/** Writes down a change that does something: what it does itself, and the revisions that all have that share the write. */
export async function intendMade(
  intend: Intend | undefined,
  { before, after, discards }: Made,
  transition: Transition,
): Promise<void> {
  if (intend === undefined) return;
  const difference = differenceOf(before, after);
  if (isEmpty(difference) && !discards) return;
  await intend({ before: transition.before.revision, after: transition.after.revision, difference });
}
