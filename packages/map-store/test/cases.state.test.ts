// Cases ST13 and ST14 of files, pools and HAProxy that disagree; others are in the rooms that they are about.
//
// ST13, keys that HAProxy routes well and that are no domains of ours. Others of the kind: a wildcard of one label, a
// literal IPv6 address, a name with an underscore in front, a value that is a backend of the operator or a pool.
// ST14, states that can't be written as they are. Others of the kind: CR, NUL and tab in a name, U-labels, upper case, a
// final dot, a wildcard within a name, no string at all; numbers of pools, slots, ports and weights out of range, not
// whole or spelled as text; addresses with a zone, a mask or in upper case; fields left out; a name in two pools; servers
// without a name.
import type { DomainPattern, Slot } from "@haproxy-mcp/validation";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adding, domain, keeping, server, slots } from "../src/contract/harness.js";
import type { Change, DesiredState, ServerRecord } from "../src/index.js";
import { anyPools } from "./arbitraries.js";
import { tempStore } from "./temp-store.js";

describe("ST13", () => {
  it.each([
    ["intranet", "be_intranet"],
    ["10.1.2.3", "web"],
    ["my_app.example.com", "pool_9"],
    ["port.example.com:8443", "pool_9"],
    [".intranet", "web"],
    ["[2001:db8::1]", "pool_9"],
    ["_dmarc.example.com", "web"],
    ["www.example.com", "legacy.backend-1"],
  ])("%s %s is a foreign entry, and no problem", async (key, value) => {
    const files = { "domains.map": `${key} ${value}\n` };
    await using temp = await tempStore(files);
    const { state, problems } = await temp.open().read();
    expect([[...state.foreign], problems]).toEqual([[[key, value]], []]);
    await temp.open().update(adding("a.example.com", 1));
    expect(await temp.text("domains.map")).toBe(`${key} ${value}\na.example.com pool_1\n`);
    expect((await temp.open().read()).problems).toEqual([]);
  });
});

describe("ST14", () => {
  const files = {
    "domains.map": "one.test pool_1\nby-hand.test web\n",
    "servers.json": '{"one.test": {"1": {"ip": "192.0.2.9"}}}',
  };
  const withPool =
    (
      number: unknown,
      pool: { names?: readonly unknown[]; servers?: readonly (readonly unknown[])[] },
    ): Change<0> =>
    ({ state }) => {
      const { names = ["new.test"], servers = [] } = pool;
      const added = { names: new Set(names), servers: new Map(servers as [unknown, unknown][]) };
      const pools = new Map<unknown, unknown>([...state.pools, [number, added]]);
      return { state: { ...state, pools: pools as DesiredState["pools"] }, result: 0 };
    };

  async function refuses(change: Change<0>): Promise<void> {
    await using temp = await tempStore(files);
    const store = temp.open();
    const before = await store.read();
    await expect(store.update(change)).rejects.toMatchObject({ name: "StoreError", code: "INVALID_STATE" });
    expect(await temp.files()).toEqual(files);
    expect(await store.read()).toEqual(before);
  }

  it.each([
    "x.com pool_9\nevil.com",
    "a b.com",
    "",
    "# c",
    "x.com\r",
    "x.com\0",
    "x.com\tpool_9",
    "bücher.test",
    "New.test",
    "new.test.",
    "a.*.test",
    "*.*.test",
    "*",
    "test",
    "10.0.0.1",
    `${"a".repeat(64)}.test`,
    undefined,
    7,
  ])("the name %j is refused", async (name) => {
    await refuses(withPool(2, { names: [name] }));
    await refuses(withPool(1, { names: ["one.test", name] }));
  });

  it.each([0, -1, 1.5, Number.NaN, 1_000_000, "2", "2\nevil.com pool_1"])(
    "the pool %j is refused",
    (number) => refuses(withPool(number, {})),
  );

  it.each([0, -1, 1.5, 1001, Number.NaN, "1", "x"])("the slot %j is refused", (slot) =>
    refuses(withPool(2, { servers: [[slot, server("192.0.2.1")]] })),
  );

  it.each<Partial<Record<keyof ServerRecord, unknown>>>([
    { ip: "garbage" },
    { ip: "192.0.2.1 " },
    { ip: "192.0.2.0/24" },
    { ip: "fe80::1%eth0" },
    { ip: "2001:DB8::1" },
    { ip: undefined },
    { port: 99_999 },
    { port: 0 },
    { port: 80.5 },
    { port: "80" },
    { port: undefined },
    { weight: 257 },
    { weight: -1 },
    { weight: "1" },
    { weight: undefined },
    { state: "up" },
    { state: "READY" },
    { state: undefined },
  ])("the server field %j is refused", async (field) => {
    const record = { ...server("192.0.2.1"), ...field };
    await refuses(withPool(2, { servers: [[1, record]] }));
    await refuses(withPool(1, { names: ["one.test"], servers: [[1, record]] }));
  });

  it("a name in two pools, and servers without a name, are refused", async () => {
    await refuses(withPool(2, { names: ["one.test"] }));
    await refuses(withPool(2, { names: [], servers: [[1, server("192.0.2.1")]] }));
    await refuses(withPool(1, { names: [], servers: [[1, server("192.0.2.1")]] }));
  });

  it("what a store returns is what the disk has, after any state and whatever came of it", async () => {
    const anyName = fc.oneof(
      fc.constantFrom("x.com pool_9\ny.com", "X.com", "*.x.com", "x.com"),
      fc.domain(),
    );
    await fc.assert(
      fc.asyncProperty(anyPools, anyName, fc.integer({ min: -1, max: 1001 }), async (pools, name, slot) => {
        await using temp = await tempStore(files);
        const store = temp.open();
        await store.update(({ state }) => ({ state: { ...state, pools }, result: 0 }));
        const servers = new Map([...slots(server("192.0.2.1")), [slot as Slot, server("192.0.2.2")]]);
        const added = { names: new Set([name as DomainPattern]), servers };
        const change: Change<0> = ({ state }) => ({
          state: { ...state, pools: new Map([...state.pools, [200, added]]) },
          result: 0,
        });
        const outcome = await store.update(change).then(
          () => "committed",
          ({ code }) => code,
        );
        expect(["committed", "INVALID_STATE"]).toContain(outcome);
        const onDisk = {
          ...(await temp.open().read()),
          resting: expect.any(Map), // until a moment on the clock of each
          locate: expect.any(Function),
        };
        expect(await store.read()).toEqual(onDisk);
        const { pools: read } = (await temp.open().read()).state;
        expect(read.get(200)).toEqual(outcome === "committed" ? added : undefined);
      }),
      { numRuns: 50 },
    );
  });

  it("a state that was read is never refused, also with a record that was not understood", async () => {
    await using temp = await tempStore({
      ...files,
      "servers.json": '{"one.test": {"1": {"ip": "?"}, "2": {"ip": "2001:DB8::1"}}}',
    });
    await temp.open().update(keeping);
    await temp.open().update(adding("two.test", 1));
    expect((await temp.open().read()).state.pools.get(1)?.names).toEqual(
      new Set([domain("one.test"), domain("two.test")]),
    );
  });
});
