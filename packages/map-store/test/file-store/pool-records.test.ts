import { expect, it } from "vitest";
import { adding, domain, keeping, removing, server, slots } from "../../src/contract/harness.js";
import { both, moving, planned, setting } from "./planned.js";

const [A, B, C] = ["a.example.com", "b.example.com", "c.example.com"];
const MAP = `${A} pool_1\n${B} pool_1\n`;
const address = (number: number) => `192.0.2.${number}`;
const its = (...numbers: readonly number[]) => slots(...numbers.map((number) => server(address(number))));
/** As servers.json has them: a number for each address, in the slots from `first`. */
const written = (first: number, ...numbers: readonly number[]) =>
  Object.fromEntries(numbers.map((number, index) => [first + index, { ip: address(number), http_port: 80 }]));
const recordsAfter = (...values: Parameters<typeof planned>) => JSON.parse(planned(...values).servers);

it.each([
  ["the name that has servers", { [B]: written(1, 1) }, { [B]: written(1, 1, 2) }],
  ["the first that has servers", { [B]: written(1, 1), [A]: {} }, { [B]: written(1, 1, 2), [A]: {} }],
  ["the first of all where none has", {}, { [A]: written(1, 1, 2) }],
])("writes a new server of a pool under %s", (_, servers, expected) => {
  expect(recordsAfter(MAP, servers, setting(1, its(1, 2)))).toEqual(expected);
});

it("leaves a server under the name that has it, changed or not", () => {
  const servers = { [A]: written(1, 1), [B]: written(2, 2) };
  expect(recordsAfter(MAP, servers, setting(1, its(1, 9)))).toEqual({
    [A]: written(1, 1),
    [B]: written(2, 9),
  });
  expect(recordsAfter(MAP, servers, setting(1, its(9, 2)))).toEqual({
    [A]: written(1, 9),
    [B]: written(2, 2),
  });
});

it("writes the servers that come with a new name under it, so that they have no effect until the map has it", () => {
  const servers = { [A]: written(1, 1) };
  const alias = planned(MAP, servers, both(adding(C, 1), setting(1, its(1, 2))));
  expect(JSON.parse(alias.servers)).toEqual({ ...servers, [C]: written(2, 2) });
  expect(alias.written).toEqual(["servers", "map"]);
  expect(alias.read[0]).toMatchObject({
    state: alias.before.state,
    orphans: [{ name: C, since: undefined }],
  });

  const pool = planned(MAP, servers, adding(C, 2));
  expect(JSON.parse(pool.servers)).toEqual({ ...servers, [C]: written(1, 1) });
  expect(pool.read[0]).toMatchObject({ state: pool.before.state, orphans: [{ name: C, since: undefined }] });
});

it.each([
  ["the first left", { [A]: written(1, 1, 2) }, { [B]: written(1, 1, 2) }],
  ["the first left that has some", { [A]: written(1, 1), [C]: written(2, 2) }, { [C]: written(1, 1, 2) }],
])("hands the servers of a name that goes to %s, on both sides of the map", (_, servers, expected) => {
  const { before, after, read, ...files } = planned(`${MAP}${C} pool_1\n`, servers, removing(A));
  expect(files.written).toEqual(["servers", "map", "servers"]);
  expect(JSON.parse(files.servers)).toEqual(expected);
  expect(read.map(({ state }) => state)).toEqual([before.state, after.state, after.state]);
  expect(read.map(({ orphans }) => orphans.map(({ name }) => name))).toEqual([[], [A], []]);
  expect(after.state.pools).toEqual(new Map([[1, { names: new Set([B, C]), servers: its(1, 2) }]]));
});

it("removes the servers with the last name of a pool, after the map", () => {
  const files = planned(`${A} pool_1\n`, { [A]: written(1, 1) }, removing(A));
  expect([files.written, files.map, files.servers]).toEqual([["map", "servers"], "", "{}\n"]);
  expect(files.after).toMatchObject({ state: { pools: new Map() }, orphans: [] });
});

it.each([
  ["another slot changes", its(1, 3), { [A]: written(1, 1, 3), [B]: written(1, 2) }],
  ["the record before it changes", its(9), { [A]: written(1, 9), [B]: written(1, 2) }],
  ["its slot is emptied: it must not come back", its(), {}],
])(
  "lets the first name win where two claim one slot, and of the other's record, when %s",
  (_, after, expected) => {
    const servers = { [A]: written(1, 1), [B]: written(1, 2) };
    const files = planned(MAP, servers, setting(1, after));
    expect(files.before.state.pools.get(1)?.servers).toEqual(its(1));
    expect(JSON.parse(files.servers)).toEqual(expected);
    expect(files.after.state.pools.get(1)?.servers).toEqual(after);
  },
);

it("drops the equal copy that a crash left, with the next change of the pool or when orphans are discarded", () => {
  const servers = { [A]: written(1, 1), [B]: { 1: written(1, 1)[1], 3: written(3, 3)[3] } };
  const elsewhere = planned(`${MAP}${C} pool_2\n`, servers, setting(2, its(2)));
  expect(JSON.parse(elsewhere.servers)).toEqual({ ...servers, [C]: written(1, 2) });
  const had = elsewhere.before.state.pools.get(1)?.servers ?? slots();
  expect(recordsAfter(MAP, servers, setting(1, new Map([...its(1, 2), ...had])))).toEqual({
    [A]: written(1, 1, 2),
    [B]: written(3, 3),
  });
  const discarded = planned(MAP, servers, ({ state }) => ({ state, discard: [], result: undefined }));
  expect(JSON.parse(discarded.servers)).toEqual({ [A]: written(1, 1), [B]: written(3, 3) });
  expect(discarded.after.state).toEqual(discarded.before.state);
});

it("reports records without a name in the map, keeps them, and deletes them on request", () => {
  const servers = { [A]: written(1, 1), [C]: written(1, 2), "*.example.com": written(1, 3) };
  const kept = planned(MAP, servers, setting(1, its(9)));
  expect([kept.before, kept.after].map(({ orphans }) => orphans.map(({ name }) => name))).toEqual([
    [C, "*.example.com"],
    [C, "*.example.com"],
  ]);
  expect(JSON.parse(kept.servers)).toEqual({ ...servers, [A]: written(1, 9) });

  const discarding = (...names: readonly string[]) =>
    planned(MAP, servers, ({ state }) => ({ state, discard: names.map(domain), result: undefined }));
  const { after, ...files } = discarding(C);
  expect([files.written, JSON.parse(files.servers), after.orphans.map(({ name }) => name)]).toEqual([
    ["servers"],
    { [A]: written(1, 1), "*.example.com": written(1, 3) },
    ["*.example.com"],
  ]);
  // A name that has a pool is no orphan, whatever the caller thinks.
  expect(discarding(A, "d.example.com").written).toEqual([]);
});

it("gives a name that is added its own servers, not those that were on record", () => {
  const servers = { [C]: { ...written(1, 1, 2), owner: "me" } };
  expect(recordsAfter(MAP, servers, adding(C, 2))).toEqual({ [C]: { ...written(1, 1), owner: "me" } });
  const alias = planned(MAP, servers, both(setting(1, its(3)), adding(C, 1)));
  expect(alias.after).toMatchObject({ state: { pools: new Map([[1, { servers: its(3) }]]) }, orphans: [] });
  const discarded = planned(MAP, servers, (snapshot) => ({
    state: adding(C, 2)(snapshot)?.state ?? snapshot.state,
    discard: [domain(C)],
    result: undefined,
  }));
  expect(JSON.parse(discarded.servers)).toEqual({ [C]: { ...written(1, 1), owner: "me" } });
});

it("moves a name between pools, which keep their servers", () => {
  const servers = { [A]: written(1, 1), [C]: written(1, 2) };
  const files = planned(`${MAP}${C} pool_2\n`, servers, moving(A, 2));
  expect(files.map).toBe(`${A} pool_2\n${B} pool_1\n${C} pool_2\n`);
  expect(JSON.parse(files.servers)).toEqual({ [B]: written(1, 1), [C]: written(1, 2) });
  expect(files.after.state.pools).toEqual(
    new Map([
      [1, { names: new Set([B]), servers: its(1) }],
      [2, { names: new Set([A, C]), servers: its(2) }],
    ]),
  );
});

it("has no place for servers of a pool without a name", () => {
  expect(() => planned(MAP, {}, setting(2, its(1)))).toThrow("pool 2 has servers and no name");
});

it("says of which pool a record is that could not be read, as long as its name has one", () => {
  const servers = { [B]: { ...written(1, 1), 2: "?" } };
  const problem = { name: B, slot: 2 };
  expect(planned(MAP, servers, keeping).before.problems).toMatchObject([{ ...problem, pool: 1 }]);
  const { after } = planned(MAP, servers, removing(B));
  expect(after.problems).toMatchObject([{ ...problem, pool: undefined }]);
});
