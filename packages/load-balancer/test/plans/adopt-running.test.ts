import { expect, it } from "vitest";
import type { RunningSlot, RunningState } from "../../src/node/running-state.js";
import { planAdoptRunning } from "../../src/plans/adopt-running.js";
import { server, serversOf, slot, snapshotOf, stateOf } from "../states.js";

const a = "a.test.com";
const b = "b.test.com";

function running(
  map: Readonly<Record<string, string>>,
  pools: Readonly<Record<number, Readonly<Record<number, RunningSlot>>>>,
): RunningState {
  return {
    map: new Map(Object.entries(map).map(([key, value]) => [key, [{ value }]])),
    pools: new Map(
      Object.entries(pools).map(([pool, slots]) => [
        Number(pool),
        new Map(Object.entries(slots).map(([number, found]) => [slot(Number(number)), found])),
      ]),
    ),
  };
}

it("takes over a changed server of a pool with two names", () => {
  const state = stateOf({
    [a]: { pool: 1, servers: { 1: server("10.0.0.1") } },
    [b]: { pool: 1, servers: { 2: server("10.0.0.2") } },
  });
  const changed = server("10.0.0.3", 81, 5, "drain");

  const { state: planned, result } = planAdoptRunning(
    snapshotOf(state),
    running({ [a]: "pool_1", [b]: "pool_1" }, { 1: { 1: server("10.0.0.1"), 2: changed } }),
  );

  expect(result).toMatchObject({ adopted: [{ name: "pool_1_2" }], notAdopted: [] });
  expect([...serversOf(planned, 1)]).toEqual([
    [1, server("10.0.0.1")],
    [2, changed],
  ]);
});

it("leaves the state alone where HAProxy has what it says", () => {
  const state = stateOf({ [a]: { pool: 1, servers: { 1: server("10.0.0.1") } } });

  const plan = planAdoptRunning(
    snapshotOf(state),
    running({ [a]: "pool_1" }, { 1: { 1: server("10.0.0.1") } }),
  );

  expect(plan.state).toEqual(state);
  expect(plan.result).toEqual({ adopted: [], notAdopted: [] });
});

it.each<[string, RunningSlot]>([
  ["an address that is none", { ...server("10.0.0.1"), ip: "nowhere" }],
  ["a port that is none", { ...server("10.0.0.1"), port: 0 }],
  ["a weight that is none", { ...server("10.0.0.1"), weight: 257 }],
  ["no address, and yet ready", { ...server("10.0.0.1"), ip: "0.0.0.0" }],
])("cannot say %s", (_what, found) => {
  const state = stateOf({ [a]: { pool: 1 } });

  const plan = planAdoptRunning(snapshotOf(state), running({ [a]: "pool_1" }, { 1: { 3: found } }));

  expect(plan.state).toEqual(state);
  expect(plan.result.notAdopted).toMatchObject([{ name: "pool_1_3" }]);
});

it("takes no server of a pool that no domain has", () => {
  const state = stateOf({ [a]: { pool: 1 } });

  const plan = planAdoptRunning(
    snapshotOf(state),
    running({ [a]: "pool_1" }, { 2: { 1: server("10.0.0.1") } }),
  );

  expect(plan.result).toMatchObject({ adopted: [], notAdopted: [{ name: "pool_2_1" }] });
  expect(plan.state.pools).toEqual(state.pools);
});
