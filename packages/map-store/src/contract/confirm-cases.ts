import assert from "node:assert/strict";
import { adding, assertStoreError, type ContractCase, deferred, removing } from "./harness.js";

const LOOKS = 20; // readings that give a writer who does not wait the time to show it

export const confirmCases: readonly ContractCase[] = [
  {
    name: "confirm is given the states before and after, and the new one is durable by then",
    async run({ open }) {
      const [store, other] = [await open(), await open()];
      const first = await store.update(adding("a.example.com", 1));
      const seen: string[] = [];
      const second = await store.update(adding("b.example.com", 2), {
        confirm: async ({ before, after }) => {
          assert.deepEqual([before.state.domains.size, after.state.domains.size], [1, 2]);
          seen.push(before.revision, after.revision, (await other.read()).revision);
        },
      });
      assert.deepEqual(seen, [first.revision, second.revision, second.revision]);
    },
  },
  {
    name: "prepare ends before the change, while no other writer is at work",
    async run({ open }) {
      const [store, other] = [await open(), await open()];
      const order: string[] = [];
      const gate = deferred();
      const first = store.update(
        (snapshot) => {
          order.push("change");
          return adding("a.example.com", 1)(snapshot);
        },
        {
          prepare: async () => {
            order.push("prepare");
            await gate.promise;
          },
        },
      );
      const second = other.update((snapshot) => {
        order.push(`other sees ${snapshot.state.domains.size}`);
        return { state: snapshot.state, result: undefined };
      });
      for (let look = 0; look < LOOKS; look++) await other.read();
      gate.resolve();
      await Promise.all([first, second]);
      assert.ok(["prepare,change,other sees 1", "other sees 0,prepare,change"].includes(order.join()));
    },
  },
  {
    name: "a prepare that throws is passed on, and nothing happens",
    async run({ open }) {
      const store = await open();
      const before = await store.read();
      const error = new Error("no");
      const update = store.update(
        () => {
          throw new Error("the change ran");
        },
        { prepare: () => Promise.reject(error) },
      );
      await assert.rejects(update, (thrown) => thrown === error);
      assert.equal((await store.read()).revision, before.revision);
    },
  },
  {
    name: "confirm is called for an equal state too",
    async run({ open }) {
      const calls: boolean[] = [];
      await (await open()).update(({ state }) => ({ state, result: undefined }), {
        confirm: async ({ before, after }) => void calls.push(before.revision === after.revision),
      });
      assert.deepEqual(calls, [true]);
    },
  },
  ...[adding("b.example.com", 2), removing("a.example.com")].map((change, index) => ({
    name: `a confirm that throws is passed on and undoes ${index === 0 ? "an addition" : "a removal"}`,
    async run({ open }: Parameters<ContractCase["run"]>[0]) {
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
    name: "a confirm that gives up when the caller does undoes the change",
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
    name: "a confirm that succeeds although the caller gave up commits",
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
    name: "other writers wait for confirm, and one that gives up waiting never changes anything",
    async run({ open }) {
      const [store, waiter, quitter] = [await open(), await open(), await open()];
      const order: string[] = [];
      const caller = new AbortController();
      const waiting: Promise<unknown>[] = [];
      const isDone = deferred();
      const held = store.update(adding("a.example.com", 1), {
        confirm: async () => {
          waiting.push(
            waiter.update((snapshot) => {
              order.push("waiter");
              return adding("b.example.com", 2)(snapshot);
            }),
            assertStoreError(
              quitter.update(
                (snapshot) => {
                  order.push("quitter");
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
          order.push("confirmed");
          isDone.resolve();
        },
      });
      await Promise.all([held, isDone.promise]);
      await Promise.all(waiting);
      assert.deepEqual(order, ["confirmed", "waiter"]);
      assert.deepEqual([...(await store.read()).state.domains.values()], [1, 2]);
    },
  },
];
