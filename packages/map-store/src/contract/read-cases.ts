import assert from "node:assert/strict";
import { emptyState } from "../desired-state.js";
import {
  adding,
  assertSameState,
  assertStoreError,
  type ContractCase,
  domain,
  removing,
  server,
  slots,
} from "./harness.js";

export const readCases: readonly ContractCase[] = [
  {
    name: "a new state is empty and has a revision",
    async run({ open }) {
      const { state, revision, problems } = await (await open()).read();
      assertSameState(state, emptyState);
      assert.notEqual(revision, "");
      assert.deepEqual(problems, []);
    },
  },
  {
    name: "another client reads the whole state, in the order it was written, at the revision of the update",
    async run({ open }) {
      const written = {
        ...emptyState,
        domains: new Map([
          [domain("b.example.com"), 2],
          [domain("*.a.example.com"), 1],
          [domain("a.example.com"), 1],
        ]),
        servers: new Map([
          [domain("*.a.example.com"), slots(server("2001:db8::1", 8080, 256, "drain"), server("192.0.2.2"))],
          [domain("b.example.com"), slots(server("192.0.2.3", 65535, 0, "maint"))],
          [domain("left.example.com"), slots(server("192.0.2.4"))],
        ]),
      };
      const { revision, result } = await (await open()).update(() => ({ state: written, result: "done" }));
      const read = await (await open()).read();
      assert.equal(result, "done");
      assert.equal(read.revision, revision);
      assertSameState(read.state, written);
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
      assertSameState((await other.read()).state, emptyState);
    },
  },
  {
    name: "a read that is given up is refused",
    async run({ open }) {
      await assertStoreError((await open()).read({ signal: AbortSignal.abort() }), "CANCELLED");
    },
  },
];
