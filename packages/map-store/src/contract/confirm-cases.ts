import assert from "node:assert/strict";
import type { DesiredState } from "../desired-state.js";
import type { DryRun, ExclusiveStateStore, ExclusiveUpdateOptions } from "../state-store.js";
import {
  adding,
  assertStoreError,
  type ContractCase,
  type ContractHarness,
  changingTwice,
  deferred,
  keeping,
  namesOf,
  removing,
} from "./harness.js";

const LOOKS = 20; // readings that give a writer who does not wait the time to show it

/** What an exclusive store promises in addition. */
export const confirmCases: readonly ContractCase<ExclusiveStateStore>[] = [
  {
    name: "confirm is given the states before and after, and the new one is durable by then",
    async run({ open }) {
      const [store, other] = [await open(), await open()];
      const first = await store.update(adding("a.example.com", 1));
      const seen: string[] = [];
      const second = await store.update(adding("b.example.com", 2), {
        confirm: async ({ before, after }) => {
          assert.deepEqual([before.state.pools.size, after.state.pools.size], [1, 2]);
          seen.push(before.revision, after.revision, (await other.read()).revision);
        },
      });
      assert.deepEqual(seen, [first.revision, second.revision, second.revision]);
    },
  },
  {
    name: "prepare ends before the change, while no other writer is busy",
    async run({ open }) {
      const [store, other] = [await open(), await open()];
      const order = new Set<string>(); // a change may run twice
      const gate = deferred();
      const first = store.update(
        (snapshot) => {
          order.add("change");
          return adding("a.example.com", 1)(snapshot);
        },
        {
          prepare: async () => {
            order.add("prepare");
            await gate.promise;
          },
        },
      );
      const second = other.update((snapshot) => {
        order.add(`other sees ${snapshot.state.pools.size}`);
        return keeping(snapshot);
      });
      for (let look = 0; look < LOOKS; look++) await other.read();
      gate.resolve();
      await Promise.all([first, second]);
      assert.ok(["prepare,change,other sees 1", "other sees 0,prepare,change"].includes([...order].join()));
    },
  },
  {
    name: "a change with nothing to do is not confirmed",
    async run({ open }) {
      await (await open()).update(() => undefined, { confirm: () => Promise.reject(new Error("confirmed")) });
    },
  },
  {
    name: "planned is called once, with the states before and after, before confirm",
    async run({ open }) {
      const seen: DesiredState[] = [];
      await changingTwice(await open()).update(adding("a.example.com", 1), {
        planned: (...states) => void seen.push(...states),
        confirm: async ({ before, after }) => assert.deepEqual(seen, [before.state, after.state]),
      });
      assert.deepEqual(
        seen.map(({ pools }) => pools.size),
        [0, 1],
      );
    },
  },
  {
    name: "intent is called once, with the states before and after, while the old one is still there",
    async run({ open }) {
      const [store, other] = [await open(), await open()];
      const { revision } = await store.update(adding("a.example.com", 1));
      const seen: string[] = [];
      const updated = await changingTwice(store).update(adding("b.example.com", 2), {
        intent: async ({ before, after }) => {
          assert.deepEqual([before.state.pools.size, after.state.pools.size], [1, 2]);
          seen.push(before.revision, after.revision, (await other.read()).revision);
        },
        confirm: async ({ after }) => void seen.push(after.revision),
      });
      const next = updated.revision;
      assert.deepEqual(seen, [revision, next, revision, next]);
    },
  },
  {
    name: "an intent that throws is passed on, and nothing happened",
    async run({ open }) {
      const [store, other] = [await open(), await open()];
      const { revision } = await store.update(adding("a.example.com", 1));
      const error = new Error("no");
      const update = store.update<unknown>(removing("a.example.com"), {
        intent: () => Promise.reject(error),
        confirm: () => Promise.reject(new Error("confirmed")),
      });
      await assert.rejects(update, (thrown) => thrown === error);
      assert.deepEqual([(await store.read()).revision, (await other.read()).revision], [revision, revision]);
    },
  },
  {
    name: "a dry run is given what would be written, and writes and confirms nothing",
    async run({ open }) {
      const [store, other] = [await open(), await open()];
      const { revision } = await store.update(adding("a.example.com", 1));
      const seen: DryRun[] = [];
      const options: ExclusiveUpdateOptions = {
        dryRun: (outlook) => void seen.push(outlook),
        intent: () => Promise.reject(new Error("intended")),
        confirm: () => Promise.reject(new Error("confirmed")),
      };
      assert.deepEqual(await store.update(adding("b.example.com", 2), options), { revision, result: 2 });
      assert.deepEqual(await store.update(keeping, options), { revision, result: undefined });
      const [added, kept] = seen;
      assert.deepEqual([added?.before.state.pools.size, added?.after.state.pools.size], [1, 2]);
      assert.ok((added?.files.length ?? 0) > 0);
      assert.deepEqual(kept?.files, []);
      assert.equal((await other.read()).revision, revision);
      assert.equal((await store.read()).state.pools.size, 1);
    },
  },
  {
    name: "confirm is called for an equal state too",
    async run({ open }) {
      const calls: boolean[] = [];
      await (await open()).update(keeping, {
        confirm: async ({ before, after }) => void calls.push(before.revision === after.revision),
      });
      assert.deepEqual(calls, [true]);
    },
  },
  ...[adding("b.example.com", 2), removing("a.example.com")].map((change, index) => ({
    name: `a confirm that throws is passed on and rolls back ${index === 0 ? "an addition" : "a removal"}`,
    async run({ open }: ContractHarness<ExclusiveStateStore>) {
      const [store, other] = [await open(), await open()];
      const before = await store.update(adding("a.example.com", 1));
      const error = new Error("no");
      const update = store.update<unknown>(change, { confirm: () => Promise.reject(error) });
      await assert.rejects(update, (thrown) => thrown === error);
      assert.equal((await store.read()).revision, before.revision);
      assert.equal((await other.read()).revision, before.revision);
    },
  })),
  {
    name: "a confirm that ends when the caller cancels rolls back the change",
    async run({ open }) {
      const store = await open();
      const before = await store.read();
      const caller = new AbortController();
      const update = store.update(adding("a.example.com", 1), {
        signal: caller.signal,
        confirm: async () => {
          caller.abort(new Error("enough"));
          caller.signal.throwIfAborted();
        },
      });
      await assert.rejects(update, { message: "enough" });
      assert.equal((await store.read()).revision, before.revision);
    },
  },
  {
    name: "a confirm that succeeds although the caller cancelled commits",
    async run({ open }) {
      const store = await open();
      const caller = new AbortController();
      const { revision } = await store.update(adding("a.example.com", 1), {
        signal: caller.signal,
        confirm: async () => caller.abort(),
      });
      assert.equal((await store.read()).revision, revision);
    },
  },
  {
    name: "other writers wait for confirm, and one that stops waiting never changes anything",
    async run({ open }) {
      const [store, waiter, quitter] = [await open(), await open(), await open()];
      const order = new Set<string>(); // a change may run twice
      const caller = new AbortController();
      const waiting: Promise<unknown>[] = [];
      const isDone = deferred();
      const held = store.update(adding("a.example.com", 1), {
        confirm: async () => {
          waiting.push(
            waiter.update((snapshot) => {
              order.add("waiter");
              return adding("b.example.com", 2)(snapshot);
            }),
            assertStoreError(
              quitter.update(
                (snapshot) => {
                  order.add("quitter");
                  return adding("c.example.com", 3)(snapshot);
                },
                { signal: caller.signal },
              ),
              "CANCELLED",
            ),
          );
          for (let look = 0; look < LOOKS; look++) await waiter.read();
          caller.abort();
          await waiting[1];
          order.add("confirmed");
          isDone.resolve();
        },
      });
      await Promise.all([held, isDone.promise]);
      await Promise.all(waiting);
      assert.deepEqual([...order], ["confirmed", "waiter"]);
      assert.deepEqual(
        namesOf((await store.read()).state).map(([, pool]) => pool),
        [1, 2],
      );
    },
  },
];
