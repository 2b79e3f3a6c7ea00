import type { Recording } from "../recording.js";
import type { ChangeQueue } from "./change-queue.js";

/** The same queue, for one operation: each change that it makes is the next step. */
export function createRecordedChanges(queue: ChangeQueue, recording: Recording): ChangeQueue {
  let next = 0;
  return {
    make(plan, options) {
      const step = next++;
      return queue.make(plan, { ...options, intend: (made) => recording.intend({ step, ...made }) });
    },
  };
}
