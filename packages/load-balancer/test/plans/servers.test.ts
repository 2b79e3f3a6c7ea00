import { expect, it } from "vitest";
import { planTogether } from "../../src/changes/waiting-change.js";
import { planAddServer } from "../../src/plans/add-server.js";
import { planRemoveServer } from "../../src/plans/remove-server.js";
import { domain, groundOf, server, serversOf, slot, stateOf } from "../states.js";

const pools = { count: 3, slots: 3 };
const name = domain("a.test.com");
const state = stateOf({
  "a.test.com": { pool: 1, servers: { 1: server("10.0.0.1"), 3: server("10.0.0.3") } },
  "b.test.com": { pool: 1 },
});

it("takes the lowest free slot when none is asked for", () => {
  const { state: planned, result } = planAddServer(groundOf(state), pools, {
    domain: name,
    slot: undefined,
    server: server("2001:db8::1", 8080, 7),
  });

  expect(result).toEqual({
    domain: name,
    pool: "pool_1",
    sharedWith: ["b.test.com"],
    server: { slot: 2, name: "pool_1_2", ip: "2001:db8::1", port: 8080, weight: 7, state: "ready" },
  });
  expect([...serversOf(planned, 1).keys()].sort()).toEqual([1, 2, 3]);
});

it("puts a server of an alias into the pool of both", () => {
  const { state: planned } = planAddServer(groundOf(state), pools, {
    domain: domain("b.test.com"),
    slot: slot(2),
    server: server("10.0.0.2"),
  });

  expect([...serversOf(planned, 1).keys()].sort()).toEqual([1, 2, 3]);
  expect(planned.pools.get(1)?.names).toBe(state.pools.get(1)?.names);
});

it("takes a server out of its slot, and keeps the others", () => {
  const { state: planned, result } = planRemoveServer(groundOf(state), pools, {
    domain: name,
    slot: slot(1),
  });

  expect(result.server).toMatchObject({ slot: 1, ip: "10.0.0.1" });
  expect([...serversOf(planned, 1)]).toEqual([[3, server("10.0.0.3")]]);
});

it.each([
  ["a taken slot", "a.test.com", 1, "SLOT_TAKEN", "slot"],
  ["a slot beyond the pool", "a.test.com", 4, "SLOT_OUT_OF_RANGE", "slot"],
  ["an unknown domain", "c.test.com", 1, "DOMAIN_NOT_FOUND", "domain"],
])("refuses to add to %s", (_what, to, number, code, field) => {
  const wanted = { domain: domain(to), slot: slot(number), server: server("10.0.0.4") };

  expect(() => planAddServer(groundOf(state), pools, wanted)).toThrow(
    expect.objectContaining({ code, field }),
  );
});

it("refuses a server more than there are slots", () => {
  const full = planAddServer(groundOf(state), pools, {
    domain: name,
    slot: undefined,
    server: server("10.0.0.2"),
  }).state;

  expect(() =>
    planAddServer(groundOf(full), pools, { domain: name, slot: undefined, server: server("10.0.0.4") }),
  ).toThrow(expect.objectContaining({ code: "NO_FREE_SLOT" }));
});

it.each([
  ["an empty slot", "a.test.com", 2, "SLOT_EMPTY"],
  ["a slot beyond the pool", "a.test.com", 4, "SLOT_OUT_OF_RANGE"],
  ["an unknown domain", "c.test.com", 1, "DOMAIN_NOT_FOUND"],
])("refuses to remove from %s", (_what, from, number, code) => {
  expect(() =>
    planRemoveServer(groundOf(state), pools, { domain: domain(from), slot: slot(number) }),
  ).toThrow(expect.objectContaining({ code }));
});

it("gives the slot of a refused record that is removed to a server of the same group", () => {
  const refused = { kind: "REFUSED", about: "servers", file: "servers.json", pool: 1, slot: 2 } as const;
  const ground = groundOf(state, {
    problems: [{ ...refused, name, server: server("127.0.0.1", 9999), message: "a.test.com, slot 2: …" }],
  });

  const { outcomes, discardRefused } = planTogether(ground, [
    { plan: (its) => planRemoveServer(its, pools, { domain: name, slot: slot(2) }) },
    {
      plan: (its) => planAddServer(its, pools, { domain: name, slot: undefined, server: server("10.0.0.2") }),
    },
  ]);

  expect(outcomes).toMatchObject([
    { ok: true, result: { server: { slot: 2, ip: "127.0.0.1", port: 9999 } } },
    { ok: true, result: { server: { slot: 2, ip: "10.0.0.2" } } },
  ]);
  expect(discardRefused).toMatchObject([{ name, slot: 2 }]);
});
