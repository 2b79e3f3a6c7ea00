import type { ServerState } from "@haproxy-mcp/validation";
import { describe, expect, it } from "vitest";
import { differences } from "../../src/node/difference.js";
import { repairCommands, takenOver } from "../../src/node/repair-commands.js";
import type { RunningSlot, RunningState } from "../../src/node/running-state.js";
import { changedScope } from "../../src/node/scope.js";
import { server, slot, stateOf } from "../states.js";

const EMPTY: RunningSlot = { ip: "0.0.0.0", port: 80, weight: 1, state: "maint" };

const running = (
  map: Readonly<Record<string, readonly string[]>>,
  pools: Readonly<Record<number, Readonly<Record<number, RunningSlot>>>> = {},
): RunningState => ({
  map: new Map(
    Object.entries(map).map(([key, values]) => [
      key,
      values.map((value, index) => ({ value, id: `0x${key.length}${index}` })),
    ]),
  ),
  pools: new Map(
    Object.entries(pools).map(([pool, slots]) => [
      Number(pool),
      new Map(Object.entries(slots).map(([number, running]) => [slot(Number(number)), running])),
    ]),
  ),
});

const lines = (...args: Parameters<typeof differences>) =>
  repairCommands(differences(...args), "/m").map(({ line }) => line);

it("finds nothing where all is as it should be", () => {
  const state = stateOf(
    { "a.test.com": { pool: 1, servers: { 1: server("::1", 8080, 7, "drain") } }, "*.test.com": { pool: 1 } },
    { "own.test.com": "be_own" },
  );
  const now = running(
    { "a.test.com": ["pool_1"], ".test.com": ["pool_1"], "own.test.com": ["be_own"] },
    { 1: { 1: { ip: "::1", port: 8080, weight: 7, state: "drain" }, 2: EMPTY }, 2: { 1: EMPTY } },
  );

  expect(differences(state, now, "all")).toEqual([]);
});

it("brings a server in with address and weight before it takes traffic, and the name last", () => {
  const state = stateOf({ "a.test.com": { pool: 1, servers: { 1: server("10.0.0.1", 81, 7) } } });

  expect(lines(state, running({}, { 1: { 1: EMPTY } }), "all")).toEqual([
    "set server pool_1/pool_1_1 state maint",
    "shutdown sessions server pool_1/pool_1_1",
    "set server pool_1/pool_1_1 addr 10.0.0.1 port 81",
    "set server pool_1/pool_1_1 weight 7",
    "show version",
    "show version",
    "set server pool_1/pool_1_1 state ready",
    "add map /m a.test.com pool_1",
  ]);
});

it("has a server take traffic before it drains another, so that a pool is never without one", () => {
  const [one, two] = [server("10.0.0.1", 80, 1, "drain"), server("10.0.0.2")];
  const state = stateOf({ "a.test.com": { pool: 1, servers: { 1: one, 2: two } } });
  const now = running(
    { "a.test.com": ["pool_1"] },
    { 1: { 1: { ...one, state: "ready" }, 2: { ...two, state: "drain" } } },
  );

  expect(lines(state, now, "all")).toEqual([
    "set server pool_1/pool_1_2 state ready",
    "set server pool_1/pool_1_1 state drain",
  ]);
});

it("takes a name away before its servers, and a server from traffic before its address", () => {
  const busy: RunningSlot = { ip: "10.0.0.1", port: 80, weight: 1, state: "ready" };
  const now = running({ "a.test.com": ["pool_1"] }, { 1: { 1: busy } });

  expect(lines(stateOf({}), now, "all")).toEqual([
    "del map /m #0x100",
    "set server pool_1/pool_1_1 state maint",
    "set server pool_1/pool_1_1 addr 0.0.0.0 port 80",
  ]);
});

it("replaces an entry in place, so that the name is never without one, and then its duplicates", () => {
  const state = stateOf({ "a.test.com": { pool: 2 } });

  expect(lines(state, running({ "a.test.com": ["pool_1", "pool_2"] }), "all")).toEqual([
    "set map /m #0x100 pool_2",
    "del map /m #0x101",
  ]);
  expect(lines(state, running({ "a.test.com": ["pool_2", "pool_1"] }), "all")).toEqual(["del map /m #0x101"]);
});

describe("of names and servers that move", () => {
  const at = (port: number): RunningSlot => ({ ip: "10.0.0.1", port, weight: 1, state: "ready" });
  const own = (port: number) => ({ 1: server("10.0.0.1", port) });
  /** What is done in which order, without the details. */
  const steps = (...args: Parameters<typeof differences>) =>
    lines(...args).map((line) => line.replace(/set server \S+_(\d_\d) (\S+).*/, "$2 $1").replace(" /m", ""));

  it("parks a name between two pools that both change", () => {
    const now = running({ "a.test.com": ["pool_1"] }, { 1: { 1: at(81) }, 2: { 1: EMPTY } });
    const state = stateOf({
      "a.test.com": { pool: 2, servers: own(81) },
      "b.test.com": { pool: 1, servers: own(82) },
    });

    expect(steps(state, now, "all")).toEqual([
      "set map #0x100 (moving)",
      "state 2_1",
      "state 1_1",
      "shutdown sessions server pool_2/pool_2_1",
      "shutdown sessions server pool_1/pool_1_1",
      "addr 2_1",
      "addr 1_1",
      "show version",
      "show version",
      "state 2_1",
      "state 1_1",
      "set map #0x100 pool_2",
      "add map b.test.com pool_1",
    ]);
  });

  it("redirects a name first where only the pool that it leaves changes, and last where only the other does", () => {
    const leaving = running({ "a.test.com": ["pool_1"] }, { 1: { 1: at(81) }, 2: { 1: at(81) } });
    const coming = running({ "a.test.com": ["pool_1"] }, { 1: { 1: at(81) }, 2: { 1: EMPTY } });
    const leaves = stateOf({ "a.test.com": { pool: 2, servers: own(81) } });
    const comes = stateOf({
      "a.test.com": { pool: 2, servers: own(81) },
      "b.test.com": { pool: 1, servers: own(81) },
    });

    expect(steps(leaves, leaving, "all")[0]).toBe("set map #0x100 pool_2");
    expect(steps(comes, coming, "all").slice(-2)).toEqual([
      "set map #0x100 pool_2",
      "add map b.test.com pool_1",
    ]);
  });

  it("removes a name first of all, and leaves one alone that stays on its pool", () => {
    const now = running({ "a.test.com": ["pool_1"], "b.test.com": ["pool_2"] }, { 1: { 1: at(81) } });
    const state = stateOf({ "a.test.com": { pool: 1, servers: own(82) } });

    expect(steps(state, now, "all")).toEqual([
      "del map #0x100",
      "state 1_1",
      "addr 1_1",
      "show version",
      "show version",
      "state 1_1",
    ]);
  });

  it("changes an address in maintenance, also that of a slot with the state that it should have", () => {
    const state = (what: ServerState) =>
      stateOf({ "a.test.com": { pool: 1, servers: { 1: server("10.0.0.2", 80, 5, what) } } });
    const now = (what: ServerState) =>
      running({ "a.test.com": ["pool_1"] }, { 1: { 1: { ...at(80), state: what } } });
    const waits = ["show version", "show version"];

    for (const what of ["ready", "drain"] as const)
      expect(steps(state(what), now(what), "all")).toEqual([
        "state 1_1",
        "addr 1_1",
        "weight 1_1",
        ...waits,
        "state 1_1",
      ]);
    expect(steps(state("maint"), now("maint"), "all")).toEqual(["state 1_1", "addr 1_1", "weight 1_1"]);
  });
});

it("waits for a slot only where another domain's server takes the place of one", () => {
  const busy: RunningSlot = { ip: "10.0.0.1", port: 80, weight: 1, state: "ready" };
  const state = stateOf({ "a.test.com": { pool: 1, servers: { 1: server("10.0.0.2") } } });
  const taken = (
    map: Readonly<Record<string, readonly string[]>>,
    slots: Readonly<Record<number, RunningSlot>>,
  ) => takenOver(differences(state, running(map, { 1: slots }), "all")).map(({ name }) => name);

  expect(taken({ "b.test.com": ["pool_1"] }, { 1: busy })).toEqual(["pool_1_1"]);
  expect(taken({ "b.test.com": ["pool_1"] }, { 1: { ...busy, state: "maint" } })).toEqual(["pool_1_1"]);
  expect(taken({ "a.test.com": ["pool_1"] }, { 1: busy })).toEqual([]);
  expect(taken({}, { 1: EMPTY })).toEqual([]);
  expect(taken({ "b.test.com": ["pool_1"] }, { 2: busy })).toEqual([]);
});

it("goes by the key of an entry whose reference is not known", () => {
  const asked = (value: string): RunningState => ({
    map: new Map([["a.test.com", [{ value }]]]),
    pools: new Map(),
  });

  expect(lines(stateOf({ "a.test.com": { pool: 2 } }), asked("pool_1"), "all")).toEqual([
    "set map /m a.test.com pool_2",
  ]);
  expect(lines(stateOf({}), asked("pool_1"), "all")).toEqual(["del map /m a.test.com"]);
});

it("changes only what differs of a server", () => {
  const state = stateOf({ "a.test.com": { pool: 1, servers: { 1: server("10.0.0.1", 80, 9) } } });
  const now = running(
    { "a.test.com": ["pool_1"] },
    { 1: { 1: { ip: "10.0.0.1", port: 80, weight: 1, state: "ready" } } },
  );

  expect(lines(state, now, "all")).toEqual(["set server pool_1/pool_1_1 weight 9"]);
});

it("reports a slot that HAProxy does not have", () => {
  const state = stateOf({ "a.test.com": { pool: 9, servers: { 1: server("10.0.0.1") } } });

  expect(differences(state, running({ "a.test.com": ["pool_9"] }), "all")).toMatchObject([
    { kind: "server", name: "pool_9_1", running: undefined },
  ]);
});

it("sees nothing outside of its scope", () => {
  const before = stateOf({ "a.test.com": { pool: 1 } });
  const after = stateOf({ "a.test.com": { pool: 1 }, "b.test.com": { pool: 2 } });
  const now = running(
    { "a.test.com": ["wrong"], "c.test.com": ["pool_3"] },
    { 1: { 1: { ...EMPTY, ip: "10.0.0.1" } } },
  );

  const scope = changedScope(before, after);

  expect(scope).toEqual({ keys: new Set(["b.test.com"]), pools: new Set([2]) });
  expect(lines(after, now, scope)).toEqual(["add map /m b.test.com pool_2"]);
});

it("counts a pool whose servers changed among the changed", () => {
  const before = stateOf({
    "a.test.com": { pool: 1, servers: { 1: server("10.0.0.1") } },
    "b.com": { pool: 2 },
  });
  const after = stateOf({
    "a.test.com": { pool: 1, servers: { 1: server("10.0.0.1", 81) } },
    "b.com": { pool: 2 },
  });

  expect(changedScope(before, after)).toEqual({ keys: new Set(), pools: new Set([1]) });
  expect(changedScope(before, before)).toEqual({ keys: new Set(), pools: new Set() });
});
