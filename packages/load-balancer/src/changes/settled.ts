import type { Contested } from "../certainty/contested.js";
import { isAnotherWorker, type Worker } from "../node/worker.js";

/** HAProxy as it was made to match the files. */
export interface Settlement {
  /** Of the files. */
  readonly revision: string;
  readonly worker: Worker;
  /** Numbers of pools that HAProxy routes to for keys that the files do not route there. */
  readonly held: ReadonlySet<number>;
  /** Numbers of pools that HAProxy routed to so before, and that nothing else remembers: they rest for a minute. */
  readonly left: ReadonlySet<number>;
  /** Pools that are not changed, since HAProxy uses them for names that are uncertain. */
  readonly contested: Contested;
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

const REST_MS = 60_000;

/** @param nowMs a clock that never goes back */
export function createSettled(nowMs: () => number = () => performance.now()): Settled {
  let last: Settlement | undefined;
  const rests = new Map<number, number>(); // until when, by pool
  const resting = () => {
    for (const [pool, untilMs] of rests) if (untilMs <= nowMs()) rests.delete(pool);
    return rests.keys();
  };
  return {
    of: (revision, worker) => {
      if (last?.revision !== revision || isAnotherWorker(last.worker, worker)) return undefined;
      return { ...last, left: new Set(resting()) };
    },
    note: (settlement) => {
      last = settlement;
      for (const pool of settlement.left) rests.set(pool, nowMs() + REST_MS);
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
