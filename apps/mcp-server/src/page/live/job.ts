/** Work that is done again and again, and never twice at a time. */
export interface Job {
  /** Does it now. Where it is in progress, nothing happens, or with `again` it is done once more after that. */
  start(again?: boolean): void;
  /** Resolves once it is not in progress. */
  idle(): Promise<void>;
}

/** @param work never rejects */
export function createJob(work: () => Promise<void>): Job {
  let running: Promise<void> | undefined;
  let isDue = false;
  const run = async () => {
    do {
      isDue = false;
      await work();
    } while (isDue);
    running = undefined;
  };
  return {
    start(again = false) {
      if (running === undefined) running = run();
      else isDue ||= again;
    },
    idle: async () => running,
  };
}
