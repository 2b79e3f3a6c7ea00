import assert from "node:assert/strict";
import { emptyState } from "../desired-state.js";
import { adding, assertStoreError, type ContractCase, domain, removing, server, slots } from "./harness.js";

export const readCases: readonly ContractCase[] = [
  {
    name: "a new state is empty and has a revision",
    async run({ open }) {
      const { state, revision, problems, orphans, missing, resting, loss } = await (await open()).read();
      assert.deepEqual(state, emptyState);
      assert.notEqual(revision, "");
      assert.deepEqual(
        [problems, orphans, missing, resting, loss],
        [[], [], new Map(), new Map(), undefined],
      );
    },
  },
  {
    name: "another client reads the whole state, in the order it was written, at the revision of the update",
    async run({ open }) {
      const names = (...all: string[]) => new Set(all.map(domain));
      const written = {
        ...emptyState,
        pools: new Map([
          [2, { names: names("b.example.com"), servers: slots(server("192.0.2.3", 65535, 0, "maint")) }],
          [
            1,
            {
              names: names("z.example.com", "*.a.example.com", "a.example.com"),
              servers: slots(server("2001:db8::1", 8080, 256, "drain"), server("192.0.2.2")),
            },
          ],
          [3, { names: names("c.example.com"), servers: slots() }],
        ]),
      };
      const { revision, result } = await (await open()).update(() => ({ state: written, result: "done" }));
      const read = await (await open()).read();
      assert.equal(result, "done");
      assert.equal(read.revision, revision);
      assert.deepEqual(read.state, written);
      assert.deepEqual(
        [...(read.state.pools.get(1)?.names ?? [])],
        [...names("z.example.com", "*.a.example.com", "a.example.com")],
      );
    },
  },
  {
    name: "another state has another revision, and the same state reads as the same revision",
    async run({ open }) {
      const store = await open();
      const first = await store.update(adding("a.example.com", 1));
      const second = await store.update(adding("b.example.com", 2));
      assert.notEqual(first.revision, second.revision);
      assert.equal((await store.read()).revision, second.revision);
      assert.equal((await (await open()).read()).revision, second.revision);
    },
  },
  {
    name: "what was removed is gone for every client",
    async run({ open }) {
      const [store, other] = [await open(), await open()];
      await store.update(adding("a.example.com", 1));
      await other.read();
      await store.update(removing("a.example.com"));
      assert.deepEqual((await other.read()).state, emptyState);
    },
  },
  {
    name: "a read that is cancelled is refused",
    async run({ open }) {
      await assertStoreError((await open()).read({ signal: AbortSignal.abort() }), "CANCELLED");
    },
  },
];
