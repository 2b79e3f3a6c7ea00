import assert from "node:assert/strict";
import type { DomainPattern, Port } from "@haproxy-mcp/validation";
import type { DesiredState } from "../desired-state.js";
import {
  adding,
  assertStoreError,
  type ContractCase,
  changingTwice,
  domain,
  namesOf,
  server,
  slots,
} from "./harness.js";

const CLIENTS = 2;
const UPDATES = 20; // for each client

export const updateCases: readonly ContractCase[] = [
  {
    name: "a change sees what another client wrote since",
    async run({ open }) {
      const [store, other] = [await open(), await open()];
      await store.read();
      await other.update(adding("a.example.com", 1));
      const { result } = await store.update(({ state }) => ({ state, result: namesOf(state) }));
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
    name: "a state that could not be read back is refused and changes nothing",
    async run({ open }) {
      const store = await open();
      const before = await store.update(adding("a.example.com", 1));
      const name = "b.example.com pool_2\nc.example.com" as DomainPattern;
      const invalid: readonly DesiredState["pools"][] = [
        new Map([[2, { names: new Set([name]), servers: slots() }]]),
        new Map([[0, { names: new Set([domain("b.example.com")]), servers: slots() }]]),
        new Map([[2, { names: new Set([domain("a.example.com")]), servers: slots() }]]),
        new Map([[2, { names: new Set(), servers: slots(server("192.0.2.1")) }]]),
        new Map([
          [
            2,
            {
              names: new Set([domain("b.example.com")]),
              servers: slots({ ...server("192.0.2.1"), port: 99_999 as Port }),
            },
          ],
        ]),
      ];
      for (const added of invalid) {
        const update = store.update(({ state }) => ({
          state: { ...state, pools: new Map([...state.pools, ...added]) },
          result: undefined,
        }));
        await assertStoreError(update, "INVALID_STATE");
      }
      assert.equal((await store.read()).revision, before.revision);
    },
  },
  {
    name: "an equal state keeps its revision",
    async run({ open }) {
      const store = await open();
      const before = await store.update(adding("a.example.com", 1));
      const after = await store.update(({ state }) => ({
        state: { ...state, pools: new Map(state.pools) },
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
              adding(`d${index}.c${client}.example.com`, snapshot.state.pools.size + 1)(snapshot),
            ),
          ),
        ),
      );
      const { state } = await (await open()).read();
      assert.equal(namesOf(state).length, CLIENTS * UPDATES);
      assert.equal(state.pools.size, CLIENTS * UPDATES, "two changes saw the same state");
    },
  },
  {
    name: "an update that was cancelled before is refused and changes nothing",
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
    name: "an update that is cancelled by its own change is refused and changes nothing",
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
    name: "a name moves to another pool, which keeps its servers, and the others stay where they are",
    async run({ open }) {
      const store = await open();
      await store.update(adding("a.example.com", 1));
      await store.update(adding("c.example.com", 1));
      await store.update(adding("b.example.com", 2));
      const names = new Set([domain("b.example.com"), domain("a.example.com")]);
      const moved = ({ pools }: DesiredState) => {
        const [one, two] = [pools.get(1), pools.get(2)];
        assert(one !== undefined && two !== undefined);
        return new Map([
          [1, { names: new Set([domain("c.example.com")]), servers: one.servers }],
          [2, { names, servers: slots(server("192.0.2.2"), server("192.0.2.9")) }],
        ]);
      };
      const { state } = await store.read();
      await store.update((snapshot) => ({
        state: { ...snapshot.state, pools: moved(snapshot.state) },
        result: undefined,
      }));
      assert.deepEqual((await store.read()).state.pools, moved(state));
      assert.deepEqual((await (await open()).read()).state.pools, moved(state));
    },
  },
  {
    name: "a change with nothing to do leaves the state at its revision, and has no result",
    async run({ open }) {
      const store = await open();
      const { revision } = await store.update(adding("a.example.com", 1));
      assert.deepEqual(await store.update(() => undefined), { revision, result: undefined });
      assert.equal((await store.read()).revision, revision);
    },
  },
  {
    name: "a change that runs twice is committed once",
    async run({ open }) {
      const store = changingTwice(await open());
      assert.equal((await store.update(adding("a.example.com", 1))).result, 1);
      await store.update(adding("b.example.com", 2));
      assert.deepEqual(namesOf((await store.read()).state), [
        ["a.example.com", 1],
        ["b.example.com", 2],
      ]);
      const error = new Error("no");
      const update = store.update(() => {
        throw error;
      });
      await assert.rejects(update, (thrown) => thrown === error);
    },
  },
  {
    name: "prepare runs once for each update, before its change, also when many come at once",
    async run({ open }) {
      const stores = (await Promise.all([open(), open()])).map(changingTwice);
      const runs = await Promise.all(
        stores.flatMap((store, client) =>
          Array.from({ length: UPDATES }, async (_, index) => {
            let prepared = 0;
            const change = adding(`d${index}.c${client}.example.com`, 1);
            await store.update(
              (snapshot) => {
                assert.equal(prepared, 1);
                return change(snapshot);
              },
              { prepare: async () => void prepared++ },
            );
            return prepared;
          }),
        ),
      );
      assert.deepEqual(new Set(runs), new Set([1]));
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
];
