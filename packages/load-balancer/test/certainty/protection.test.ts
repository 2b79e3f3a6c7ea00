import type { StateProblem, StateSnapshot } from "@haproxy-mcp/map-store";
import { describe, expect, it } from "vitest";
import { assess } from "../../src/certainty/assess.js";
import { keysWithoutBackend } from "../../src/certainty/lacking-backends.js";
import { everythingKept, protectionOf } from "../../src/certainty/protection.js";
import { describeUncertain } from "../../src/certainty/uncertainty.js";
import { differences } from "../../src/node/difference.js";
import { heldPools } from "../../src/node/held-pools.js";
import type { RunningState } from "../../src/node/running-state.js";
import { domain, server, slot, snapshotOf, stateOf } from "../states.js";

// Inputs of the kind "what can't be read counts as gone" (ST1, ST2, ST3) that the cases do not name: a line that mentions only a pool, one
// that mentions nothing, a comment that is a line, a second line of a key, an entry and a key of servers.json that can't be read.

const two = { "two.test": { pool: 2, servers: { 1: server("10.0.0.2") } } };
const route = { kind: "UNREADABLE", about: "route", file: "domains.map", line: 2, message: "?" } as const;

function running(
  map: Readonly<Record<string, string>>,
  pools: Readonly<Record<number, number>>,
): RunningState {
  return {
    map: new Map(Object.entries(map).map(([key, value]) => [key, [{ value, id: key }]])),
    pools: new Map(
      Object.entries(pools).map(([pool, number]) => [
        Number(pool),
        new Map([[slot(number), { ip: "10.0.0.9", port: 80, weight: 1, state: "ready" as const }]]),
      ]),
    ),
    backends: new Set(["pool_1", "pool_2", "pool_3", "pool_4", "be_own"]),
  };
}

function left(snapshot: StateSnapshot, found: RunningState): readonly string[] {
  return differences(snapshot.state, found, "all", assess(snapshot, found).protection)
    .filter(({ desired }) => desired === undefined)
    .map((one) => (one.kind === "map" ? one.key : one.name));
}

const missing = new Map([[domain("two.test"), 2]]);
const problems: readonly (readonly [string, Partial<StateProblem>])[] = [
  ["whose name is clear", { name: domain("two.test"), pool: 2 }],
  ["whose name alone is clear", { name: domain("two.test") }],
  ["of which only the pool is clear", { pool: 2 }],
  ["of which nothing is clear", {}],
  ["that is a comment now", { kind: "COMMENTED_OUT", name: domain("two.test"), pool: 2 }],
  ["with a name that was never committed", { name: domain("two.tes") }],
  ["that is cut off", { kind: "INCOMPLETE", name: domain("two.te") }],
];

it.each(problems)("a line %s keeps the route and the servers of the name that is missing", (_what, more) => {
  const snapshot = snapshotOf(stateOf({}), { missing, problems: [{ ...route, ...more }] });
  const found = running({ "two.test": "pool_2" }, { 2: 1 });

  expect(left(snapshot, found)).toEqual([]);
  expect(assess(snapshot, found).released).toEqual([]);
});

it("a name that no line explains was removed by hand: its route and servers are removed", () => {
  const other = { ...route, kind: "COMMENTED_OUT", name: domain("other.test"), pool: 3 } as const;
  const snapshot = snapshotOf(stateOf({}), { missing, problems: [other] });
  const found = running({ "two.test": "pool_2", "other.test": "pool_3" }, { 2: 1, 3: 1 });

  expect([...left(snapshot, found)].sort()).toEqual(["pool_2_1", "two.test"]);
  expect(assess(snapshot, found).released).toEqual(["two.test"]);
});

it("a key that HAProxy routes as a broken line says is left alone", () => {
  const broken = { ...route, key: "Two.test", name: domain("two.test"), kind: "INEFFECTIVE" } as const;
  const snapshot = snapshotOf(stateOf({}), { missing, problems: [broken] });

  expect(left(snapshot, running({ "Two.test": "pool_2", "two.test": "pool_2" }, { 2: 1 }))).toEqual([]);
});

it("a second line of a key leaves the first certain, and its own pool uncertain", () => {
  const shadowed = {
    ...route,
    kind: "SHADOWED",
    name: domain("two.test"),
    key: "two.test",
    pool: 3,
  } as const;
  const snapshot = snapshotOf(stateOf(two), { problems: [shadowed] });
  const found = running({ "two.test": "pool_3" }, { 3: 1 });

  expect(differences(snapshot.state, found, "all", protectionOf(snapshot, found))).toMatchObject([
    { kind: "server", name: "pool_2_1" },
    { kind: "map", key: "two.test", desired: "pool_2" },
  ]);
});

it("a pool of which another name is certain has known servers", () => {
  const snapshot = snapshotOf(stateOf(two), {
    problems: [{ ...route, name: domain("alias.test"), pool: 2 }],
  });

  expect(left(snapshot, running({ "two.test": "pool_2", "alias.test": "pool_2" }, { 2: 7 }))).toEqual([
    "pool_2_7",
  ]);
});

describe("records", () => {
  const record = { ...route, about: "servers", file: "servers.json" } as const;

  it.each([
    ["a slot", { name: domain("two.test"), pool: 2, slot: 7 }],
    ["a whole entry", { name: domain("two.test"), pool: 2 }],
    ["an entry whose name is not clear", {}],
  ])("that can't be read keep %s as it runs", (_what, more) => {
    const snapshot = snapshotOf(stateOf(two), { problems: [{ ...record, ...more }] });

    expect(left(snapshot, running({ "two.test": "pool_2" }, { 2: 7 }))).toEqual([]);
  });

  it("that can't be read leave other slots as they should be", () => {
    const snapshot = snapshotOf(stateOf(two), { problems: [{ ...record, pool: 2, slot: 6 }] });

    expect(left(snapshot, running({ "two.test": "pool_2" }, { 2: 7 }))).toEqual(["pool_2_7"]);
  });
});

it("a name whose backend HAProxy lacks keeps its route", () => {
  const state = stateOf({ "far.test": { pool: 101 } }, { "typo.test": "be_lagacy", "own.test": "be_own" });
  const snapshot = snapshotOf(state);
  const found = running({ "far.test": "pool_1", "typo.test": "pool_3" }, { 1: 1, 3: 1 });

  expect(keysWithoutBackend(state, found)).toEqual(["typo.test", "far.test"]);
  expect(differences(state, found, "all", protectionOf(snapshot, found))).toMatchObject([
    { kind: "map", key: "own.test" },
  ]);
});

it("files that lost most of what they held add and repair, and remove nothing", () => {
  const snapshot = snapshotOf(stateOf({ ...two, "new.test": { pool: 4 } }));
  const found = running({ "two.test": "pool_3", "gone.test": "pool_1" }, { 2: 7, 3: 1 });
  const protection = everythingKept(protectionOf(snapshot, found), snapshot.state, found);

  expect(differences(snapshot.state, found, "all", protection)).toMatchObject([
    { kind: "server", name: "pool_2_1", desired: { ip: "10.0.0.2" } },
    { kind: "map", key: "new.test" },
  ]);
});

it("of files that lost most of what they held, a pool of other names in HAProxy is not repaired", () => {
  const state = stateOf({
    "two.test": { pool: 2, servers: { 1: server("10.0.0.2") } },
    "new.test": { pool: 1, servers: { 1: server("10.0.0.1") } },
    "alias.test": { pool: 3, servers: { 1: server("10.0.0.3") } },
  });
  const snapshot = snapshotOf(state);
  const found = running(
    { "gone.test": "pool_2", "other.test": "pool_1", "alias.test": "pool_3", "lost.test": "pool_3" },
    { 1: 1, 2: 1, 3: 1 },
  );
  const protection = everythingKept(protectionOf(snapshot, found), state, found);

  expect(differences(state, found, "all", protection)).toMatchObject([
    { kind: "server", name: "pool_3_1", desired: { ip: "10.0.0.3" } },
  ]);
});

describe("a pool that HAProxy uses for an uncertain name alone", () => {
  const one = { ...route, line: 1, kind: "COMMENTED_OUT", name: domain("one.test"), pool: 1 } as const;
  const state = stateOf({
    "two.test": { pool: 1, servers: { 1: server("10.0.0.2") } },
    "three.test": { pool: 2, servers: { 1: server("10.0.0.3") } },
    "four.test": { pool: 3, servers: { 1: server("10.0.0.4") } },
  });
  const map = { "one.test": "pool_1", "two.test": "pool_2", "three.test": "pool_3" };

  it("stays as it is, with the routes of the names that the files have there, and so on", () => {
    const snapshot = snapshotOf(state, { problems: [one] });
    const found = running(map, { 1: 1, 2: 1, 3: 1 });
    const protection = protectionOf(snapshot, found);

    expect(differences(state, found, "all", protection)).toEqual([]);
    expect([...protection.contested]).toEqual([
      [1, ["one.test"]],
      [2, ["two.test"]],
      [3, ["three.test"]],
    ]);
  });

  it("is reported for each of those names, with what keeps it", () => {
    const snapshot = snapshotOf(state, { problems: [one] });
    const found = running(map, { 1: 1, 2: 1, 3: 1 });

    expect(describeUncertain(snapshot, found, protectionOf(snapshot, found))).toMatchObject([
      { kind: "COMMENTED_OUT", name: "one.test" },
      {
        kind: "CONTESTED",
        name: "two.test",
        pool: 1,
        message:
          "two.test is in pool_1 here: HAProxy uses it for one.test, and what the files say of that name is uncertain",
        running: "pool_2",
        remedy: "correct or delete the line of one.test, or route two.test to another pool",
      },
      { kind: "CONTESTED", name: "three.test", pool: 2, running: "pool_3" },
      { kind: "CONTESTED", name: "four.test", pool: 3, running: undefined },
    ]);
  });

  it("is not one that it uses for a name of its own, too", () => {
    const snapshot = snapshotOf(state, { problems: [one] });
    const found = running({ ...map, "two.test": "pool_1" }, { 1: 1, 2: 1, 3: 1 });

    expect([...protectionOf(snapshot, found).contested]).toEqual([]);
    expect(differences(state, found, "all", protectionOf(snapshot, found))).toMatchObject([
      { kind: "server", name: "pool_1_1", desired: { ip: "10.0.0.2" } },
      { kind: "server", name: "pool_2_1" },
      { kind: "server", name: "pool_3_1" },
      { kind: "map", key: "three.test" },
      { kind: "map", key: "four.test" },
    ]);
  });
});

it("pools that HAProxy routes to otherwise than wanted are held", () => {
  const found = running(
    { "a.test": "pool_1", "b.test": "pool_2", "c.test": "be_own", "d.test": "pool_5" },
    {},
  );
  const state = stateOf({ "a.test": { pool: 1 }, "b.test": { pool: 3 } });

  const keys = new Set(["a.test", "b.test", "c.test", "d.test", "gone.test"]);
  expect([...heldPools(state, found, keys)]).toEqual([2, 5]);
});
