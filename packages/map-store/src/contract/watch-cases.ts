import assert from "node:assert/strict";
import type { StateEvent, StateSnapshot, StateStore } from "../state-store.js";
import { adding, type ContractCase, keeping, namesOf, removing } from "./harness.js";

export const watchCases: readonly ContractCase[] = [
  {
    name: "a watcher gets the whole state at once",
    async run({ open }) {
      const store = await open();
      const { revision } = await store.update(adding("a.example.com", 1));
      await watching(await open(), async (next) => {
        const { revision: seen, state } = await next();
        assert.equal(seen, revision);
        assert.deepEqual(namesOf(state), [["a.example.com", 1]]);
        assert.equal(state.pools.get(1)?.servers.size, 1);
      });
    },
  },
  {
    name: "a watcher gets what another client wrote, deletions too",
    async run({ open }) {
      const store = await open();
      await watching(await open(), async (next) => {
        await next();
        const added = await store.update(adding("a.example.com", 1));
        assert.equal((await next()).revision, added.revision);
        const removed = await store.update(removing("a.example.com"));
        const snapshot = await next();
        assert.equal(snapshot.revision, removed.revision);
        assert.equal(snapshot.state.pools.size, 0);
      });
    },
  },
  {
    name: "a watcher may miss states between, never the last, and gets none twice",
    async run({ open }) {
      const store = await open();
      await watching(await open(), async (next) => {
        const seen = [(await next()).revision];
        for (let index = 1; index <= 5; index++) await store.update(adding(`d${index}.example.com`, index));
        const { revision: last } = await store.read();
        while (seen.at(-1) !== last) seen.push((await next()).revision);
        assert.equal(new Set(seen).size, seen.length);
      });
    },
  },
  {
    name: "a watcher gets nothing for an update that changed nothing",
    async run({ open }) {
      const store = await open();
      await watching(await open(), async (next) => {
        await next();
        await store.update(keeping);
        const { revision } = await store.update(adding("a.example.com", 1));
        assert.equal((await next()).revision, revision);
      });
    },
  },
  {
    name: "a watcher that waits ends, without an error, when its signal aborts",
    async run({ open }) {
      const caller = new AbortController();
      const events = (await open()).watch(caller.signal)[Symbol.asyncIterator]();
      await events.next();
      const waiting = events.next();
      caller.abort();
      assert.deepEqual(await waiting, { done: true, value: undefined });
    },
  },
  {
    name: "a watcher whose signal has aborted gets nothing",
    async run({ open }) {
      const seen: StateEvent[] = [];
      for await (const event of (await open()).watch(AbortSignal.abort())) seen.push(event);
      assert.deepEqual(seen, []);
    },
  },
];

async function watching(
  store: StateStore,
  use: (next: () => Promise<StateSnapshot>) => Promise<void>,
): Promise<void> {
  const caller = new AbortController();
  const events = store.watch(caller.signal)[Symbol.asyncIterator]();
  try {
    await use(async () => {
      const { value } = await events.next();
      assert.equal(value?.fresh, true);
      return value.snapshot;
    });
  } finally {
    caller.abort();
    await events.return?.();
  }
}
