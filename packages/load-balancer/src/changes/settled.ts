import { isAnotherWorker, type Worker } from "../node/worker.js";

/** HAProxy as it was made to match the files. */
export interface Settlement {
  /** Of the files. */
  readonly revision: string;
  readonly worker: Worker;
  /** Numbers of pools that HAProxy routes to for keys that the files do not route there. */
  readonly held: ReadonlySet<number>;
  /** The names of HAProxy's backends. */
  readonly backends: ReadonlySet<string>;
}

/** What this process knows of files and HAProxy agreeing. */
export interface Settled {
  /** The last settlement, if it was of these files and this worker. */
  of(revision: string, worker: Worker): Settlement | undefined;
  /** Files and HAProxy agree. */
  note(settlement: Settlement): void;
  /** A change made files and HAProxy agree at another revision. */
  moved(revision: string): void;
  /** It is not known whether they agree. */
  lose(): void;
  /** The revision that they agreed at last; `undefined` when that is not known. */
  revision(): string | undefined;
}

export function createSettled(): Settled {
  let last: Settlement | undefined;
  return {
    of: (revision, worker) =>
      last?.revision === revision && !isAnotherWorker(last.worker, worker) ? last : undefined,
    note: (settlement) => {
      last = settlement;
    },
    moved: (revision) => {
      if (last !== undefined) last = { ...last, revision };
    },
    lose: () => {
      last = undefined;
    },
    revision: () => last?.revision,
  };
}
