import { expect, it } from "vitest";
import { planDrain, planUndrain } from "../../src/plans/drain.js";
import { planSetDomainState, planSetServer } from "../../src/plans/set-servers.js";
import { domain, groundOf, server, serversOf, slot, stateOf } from "../states.js";

const pools = { count: 3, slots: 3 };
const a = domain("a.test.com");
const b = domain("b.test.com");
const state = stateOf({
  "a.test.com": {
    pool: 1,
    servers: { 1: server("10.0.0.1", 81, 5), 2: server("10.0.0.2", 80, 1, "maint"), 3: server("::3") },
  },
  "b.test.com": { pool: 2, servers: { 1: server("10.0.1.1") } },
  "c.test.com": { pool: 2 },
});

it("changes what is asked of a server, and nothing else of it or of others", () => {
  const { state: planned, result } = planSetServer(groundOf(state), pools, {
    domain: a,
    slot: slot(1),
    change: { weight: server("::1", 1, 0).weight },
  });

  expect(result).toMatchObject({
    server: { slot: 1, ip: "10.0.0.1", port: 81, weight: 0, state: "ready" },
    previous: { slot: 1, weight: 5 },
  });
  const others = [...serversOf(state, 1)].filter(([number]) => number !== 1);
  expect(Object.fromEntries(serversOf(planned, 1))).toEqual({
    1: server("10.0.0.1", 81, 0),
    ...Object.fromEntries(others),
  });
  expect(planned.pools.get(2)).toBe(state.pools.get(2));
  expect(planned.pools.get(1)?.names).toBe(state.pools.get(1)?.names);
});

it("sets a server by any name of its pool", () => {
  const { state: planned } = planSetServer(groundOf(state), pools, {
    domain: domain("c.test.com"),
    slot: slot(1),
    change: { state: "drain" },
  });

  expect(serversOf(planned, 2).get(slot(1))?.state).toBe("drain");
  expect(planned.pools.get(1)).toBe(state.pools.get(1));
});

it.each([
  ["an empty slot", "b.test.com", 2, "SLOT_EMPTY", "slot"],
  ["a slot beyond the pool", "a.test.com", 4, "SLOT_OUT_OF_RANGE", "slot"],
  ["an unknown domain", "x.test.com", 1, "DOMAIN_NOT_FOUND", "domain"],
])("refuses to set %s", (_what, name, number, code, field) => {
  const wanted = { domain: domain(name), slot: slot(number), change: { state: "maint" as const } };

  expect(() => planSetServer(groundOf(state), pools, wanted)).toThrow(
    expect.objectContaining({ code, field }),
  );
});

it("sets every server of a domain, and none of another's", () => {
  const { state: planned, result } = planSetDomainState(groundOf(state), { domain: a, serverState: "drain" });

  expect(result.servers.map(({ slot, state }) => `${slot} ${state}`)).toEqual([
    "1 drain",
    "2 drain",
    "3 drain",
  ]);
  expect(planned.pools.get(2)).toBe(state.pools.get(2));
});

it("has nothing to set for a domain without servers", () => {
  const empty = stateOf({ "a.test.com": { pool: 1 } });

  const planned = planSetDomainState(groundOf(empty), { domain: a, serverState: "maint" });

  expect(planned.state).toEqual(empty);
  expect(planned.result.servers).toEqual([]);
});

it("drains what leaves, but not what is in maintenance, and gives back what it was", () => {
  const { state: drained, result: former } = planDrain(groundOf(state), pools, {
    domain: a,
    slot: undefined,
  });

  expect([...serversOf(drained, 1)].map(([, { state }]) => state)).toEqual(["drain", "maint", "drain"]);
  expect(planUndrain(groundOf(drained), a, former).state).toEqual(state);
});

it("drains no pool that another name still uses, but the one server that leaves it", () => {
  expect(planDrain(groundOf(state), pools, { domain: b, slot: undefined }).state).toEqual(state);
  expect(planDrain(groundOf(state), pools, { domain: b, slot: slot(1) }).result.size).toBe(1);
});

it("leaves alone what others changed while it drained", () => {
  const { state: drained, result: former } = planDrain(groundOf(state), pools, {
    domain: a,
    slot: undefined,
  });
  const changed = planSetServer(groundOf(drained), pools, {
    domain: a,
    slot: slot(1),
    change: { state: "maint" },
  }).state;

  const undrained = planUndrain(groundOf(changed), a, former).state;

  expect(serversOf(undrained, 1).get(slot(1))?.state).toBe("maint");
  expect(serversOf(undrained, 1).get(slot(3))?.state).toBe("ready");
  const gone = stateOf({ "b.test.com": { pool: 1 } });
  expect(planUndrain(groundOf(gone), a, former).state).toEqual(gone);
});
