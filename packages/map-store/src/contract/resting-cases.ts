import assert from "node:assert/strict";
import type { ExclusiveStateStore, StateSnapshot } from "../state-store.js";
import { adding, type ContractCase, domain, keeping, removing } from "./harness.js";

const REST_MS = 60_000;

/** What rests when a name leaves a pool. */
export const restingCases: readonly ContractCase[] = [
  {
    name: "a pool that was freed rests for 60 s at most, with its last names, for every client",
    async run({ open }) {
      const store = await open();
      await store.update(adding("a.example.com", 1));
      await store.update(removing("a.example.com"));
      for (const client of [store, await open()]) assertRests(await client.read(), 1, "a.example.com");
      let seen: StateSnapshot | undefined;
      await store.update((snapshot) => {
        seen = snapshot;
        return undefined;
      });
      assert(seen !== undefined);
      assertRests(seen, 1, "a.example.com");
    },
  },
  {
    name: "a pool does not rest while it has a name",
    async run({ open }) {
      const store = await open();
      await store.update(adding("a.example.com", 1));
      await store.update(adding("b.example.com", 1));
      await store.update(removing("a.example.com"));
      assert.equal((await store.read()).resting.size, 0);
      await store.update(removing("b.example.com"));
      assertRests(await store.read(), 1, "b.example.com");
      await store.update(adding("b.example.com", 1));
      assert.equal((await store.read()).resting.size, 0);
    },
  },
  {
    name: "what an update removes is not missing, and to release what is not missing does nothing",
    async run({ open }) {
      const store = await open();
      await store.update(adding("a.example.com", 1));
      await store.update(adding("b.example.com", 2));
      await store.update(removing("a.example.com"));
      const release = [domain("a.example.com"), domain("b.example.com")];
      await store.update((snapshot) => ({ ...keeping(snapshot), ...snapshot, release, result: undefined }));
      const { missing, loss, state } = await store.read();
      assert.deepEqual([[...missing], loss, [...state.pools.keys()]], [[], undefined, [2]]);
    },
  },
];

/** What rests when a change is rolled back. */
export const rolledBackRestingCases: readonly ContractCase<ExclusiveStateStore>[] = [
  {
    name: "the pool of an addition that was rolled back rests, that of a removal does not",
    async run({ open }) {
      const store = await open();
      await store.update(adding("a.example.com", 1));
      const confirm = () => Promise.reject(new Error("no"));
      await assert.rejects(store.update(adding("b.example.com", 2), { confirm }));
      await assert.rejects(store.update(removing("a.example.com"), { confirm }));
      for (const client of [store, await open()]) assertRests(await client.read(), 2, "b.example.com");
    },
  },
  {
    name: "confirm is given the pools that rest after the change",
    async run({ open }) {
      const store = await open();
      await store.update(adding("a.example.com", 1));
      await store.update(removing("a.example.com"), {
        confirm: async ({ before, after }) => {
          assert.equal(before.resting.size, 0);
          assertRests(after, 1, "a.example.com");
        },
      });
    },
  },
];

function assertRests({ resting }: StateSnapshot, pool: number, name: string): void {
  assert.deepEqual([...resting.keys()], [pool]);
  const { names = new Set(), leftMs = 0 } = resting.get(pool) ?? {};
  assert.deepEqual([...names], [domain(name)]);
  assert.ok(leftMs > 0 && leftMs <= REST_MS, `${leftMs} ms are left`);
}
