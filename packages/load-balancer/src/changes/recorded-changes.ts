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

/** The same queue, where each change is recorded. */
export function createRecordedChanges(queue: ChangeQueue, nextStep: () => Intend): ChangeQueue {
  return { make: (plan, options) => queue.make(plan, { ...options, intend: nextStep() }) };
}
