import assert from "node:assert/strict";
import { adding, assertSameState, assertStoreError, type ContractCase, domain } from "./harness.js";

const CLIENTS = 2;
const UPDATES = 20; // for each client

export const updateCases: readonly ContractCase[] = [
  {
    name: "a change sees what another client wrote since",
    async run({ open }) {
      const [store, other] = [await open(), await open()];
      await store.read();
      await other.update(adding("a.example.com", 1));
      const { result } = await store.update(({ state }) => ({ state, result: [...state.domains] }));
      assert.deepEqual(result, [["a.example.com", 1]]);
    },
  },
  {
    name: "a change that throws is passed on and changes nothing",
    async run({ open }) {
      const store = await open();
      const before = await store.update(adding("a.example.com", 1));
      const error = new Error("no");
      const update = store.update(() => {
        throw error;
      });
      await assert.rejects(update, (thrown) => thrown === error);
      assert.equal((await store.read()).revision, before.revision);
    },
  },
  {
    name: "an equal state keeps its revision",
    async run({ open }) {
      const store = await open();
      const before = await store.update(adding("a.example.com", 1));
      const after = await store.update(({ state }) => ({
        state: { ...state, domains: new Map(state.domains) },
        result: undefined,
      }));
      assert.equal(after.revision, before.revision);
    },
  },
  {
    name: "many updates by two clients at once lose nothing",
    async run({ open }) {
      const stores = await Promise.all(Array.from({ length: CLIENTS }, () => open()));
      await Promise.all(
        stores.flatMap((store, client) =>
          Array.from({ length: UPDATES }, (_, index) =>
            store.update((snapshot) =>
              adding(`d${index}.c${client}.example.com`, snapshot.state.domains.size + 1)(snapshot),
            ),
          ),
        ),
      );
      const { domains } = (await (await open()).read()).state;
      assert.equal(domains.size, CLIENTS * UPDATES);
      assert.equal(new Set(domains.values()).size, CLIENTS * UPDATES, "two changes saw the same state");
    },
  },
  {
    name: "an update that was given up before is refused and changes nothing",
    async run({ open }) {
      const store = await open();
      const before = await store.read();
      await assertStoreError(
        store.update(adding("a.example.com", 1), { signal: AbortSignal.abort() }),
        "CANCELLED",
      );
      assert.equal((await store.read()).revision, before.revision);
    },
  },
  {
    name: "an update that is given up by its own change is refused and changes nothing",
    async run({ open }) {
      const store = await open();
      const before = await store.read();
      const caller = new AbortController();
      const update = store.update(
        (snapshot) => {
          caller.abort();
          return adding("a.example.com", 1)(snapshot);
        },
        { signal: caller.signal },
      );
      await assertStoreError(update, "CANCELLED");
      assert.equal((await store.read()).revision, before.revision);
    },
  },
  {
    name: "a domain moves to another pool, and the others stay where they are",
    async run({ open }) {
      const store = await open();
      await store.update(adding("a.example.com", 1));
      await store.update(adding("b.example.com", 2));
      const { servers } = (await store.read()).state;
      const domains = new Map([
        [domain("a.example.com"), 9],
        [domain("b.example.com"), 2],
      ]);
      await store.update(({ state }) => ({ state: { ...state, domains }, result: undefined }));
      assertSameState((await store.read()).state, { domains, servers });
    },
  },
];
