import type { Recording } from "../recording.js";
import type { ChangeQueue } from "./change-queue.js";
import type { Intend } from "./waiting-change.js";

/** The recording of one operation: what is returned by each call records the next step. */
export function createSteps(recording: Recording): () => Intend {
  let next = 0;
  return () => {
    const step = next++;
    return (made) => recording.intend({ step, ...made });
  };
}

/** The same queue, where each change is recorded; one that puts back what another changed, if that is possible. */
export function createRecordedChanges(queue: ChangeQueue, nextStep: () => Intend): ChangeQueue {
  return {
    make: (plan, { isRollback = false, ...options }) => {
      const intend = nextStep();
      const always: Intend = (made) => intend(made).catch(() => {});
      return queue.make(plan, { ...options, intend: isRollback ? always : intend });
    },
  };
}
