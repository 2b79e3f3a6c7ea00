import { EventEmitter, once } from "node:events";
import { setImmediate as turn } from "node:timers/promises";
import { StoreError } from "../src/errors.js";
import { nameChanges } from "../src/format/name-changes.js";
import { assertValidChange } from "../src/format/valid-change.js";
import {
  type Change,
  changedPools,
  type DesiredState,
  emptyState,
  type ReadOptions,
  type StateEvent,
  type StateSnapshot,
  type StateStore,
  type Updated,
  type UpdateOptions,
} from "../src/index.js";

const REST_MS = 60_000;

/**
 * A state in memory that any number of clients share. Each reads it, runs its change, and runs it again when another
 * committed in between: what a store over a network does with one request to compare and to swap.
 *
 * @returns opens another client
 */
export function createMemoryState(): () => StateStore {
  let current = snapshotOf(emptyState, new Map());
  const commits = new EventEmitter().setMaxListeners(0);

  async function read({ signal }: ReadOptions = {}): Promise<StateSnapshot> {
    throwIfCancelled(signal);
    await turn(); // the way there and back, on which others are as well
    return current;
  }

  function swap(seen: StateSnapshot, next: StateSnapshot): boolean {
    if (current !== seen) return false;
    if (next.revision === seen.revision) return true;
    current = next;
    commits.emit("commit");
    return true;
  }

  async function update<Result>(
    change: Change<Result>,
    { signal, prepare }: UpdateOptions = {},
  ): Promise<Updated<Result>> {
    throwIfCancelled(signal);
    await prepare?.();
    for (;;) {
      const seen = await read({ signal });
      const wanted = change(seen);
      if (wanted === undefined) return { revision: seen.revision, result: undefined };
      assertValid(seen.state, wanted.state);
      await turn();
      throwIfCancelled(signal);
      const state = { pools: wanted.state.pools, foreign: seen.state.foreign };
      const next = snapshotOf(state, restingAfter(seen, state));
      if (swap(seen, next)) return { revision: next.revision, result: wanted.result };
    }
  }

  async function* watch(signal: AbortSignal): AsyncGenerator<StateEvent, void> {
    let told: string | undefined;
    while (!signal.aborted) {
      if (current.revision === told) {
        await once(commits, "commit", { signal }).catch(() => {}); // rejects when the signal aborts
      } else {
        told = current.revision;
        yield { fresh: true, snapshot: current };
      }
    }
  }

  return () => ({ read, update, watch });
}

function assertValid(before: DesiredState, after: DesiredState): void {
  const changed = changedPools(before, after);
  const found = new Map([...before.pools].map(([number, { names }]) => [number, names]));
  assertValidChange(before.pools, after.pools, changed, nameChanges(found, after.pools, changed));
}

/** For ever: no test waits for the end of it. */
function restingAfter({ resting, state }: StateSnapshot, { pools }: DesiredState): StateSnapshot["resting"] {
  const freed = [...state.pools].map(([pool, { names }]) => [pool, { names, leftMs: REST_MS }] as const);
  return new Map([...resting, ...freed].filter(([pool]) => !pools.has(pool)));
}

/** The revision is the content itself, so that the same content has the same one. */
function snapshotOf(state: DesiredState, resting: StateSnapshot["resting"]): StateSnapshot {
  const pools = [...state.pools].map(([pool, { names, servers }]) => [pool, [...names], [...servers]]);
  const revision = JSON.stringify(pools);
  return {
    revision,
    state,
    problems: [],
    orphans: [],
    missing: new Map(),
    resting,
    loss: undefined,
    locate: (key) => ({ file: `memory of ${key}` }),
  };
}

function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new StoreError("CANCELLED", "cancelled", { cause: signal.reason });
}
