import { describe, expect, it } from "vitest";
import { groundOf as groundIn } from "../../src/changes/ground-of.js";
import { planAddDomain } from "../../src/plans/add-domain.js";
import { planDrain } from "../../src/plans/drain.js";
import { planRemoveDomain } from "../../src/plans/remove-domain.js";
import { planRemoveServer } from "../../src/plans/remove-server.js";
import { planSetDomainState, planSetServer } from "../../src/plans/set-servers.js";
import { domain, groundOf, server, slot, snapshotOf, stateOf } from "../states.js";

const pools = { count: 3, slots: 3 };
const state = stateOf({ "a.test": { pool: 1, servers: { 1: server("10.0.0.1") } } });
const line = {
  kind: "UNREADABLE",
  about: "route",
  file: "domains.map",
  line: 2,
  message: "has a remark",
} as const;
const newDomain = (name: string, more: object = {}) => ({
  domain: domain(name),
  server: undefined,
  aliasOf: undefined,
  replace: false,
  ...more,
});

describe("a new name", () => {
  const resting = new Map([[2, { names: new Set([domain("old.test")]), leftMs: 41_200 }]]);
  const settlement = {
    revision: "1",
    worker: { pid: 1, uptimeSec: 1 },
    left: new Set<number>(),
    contested: new Map(),
    backends: new Set(["pool_1", "pool_2", "pool_3"]),
  };
  const poolFor = (name: string, ground: ReturnType<typeof groundIn>) =>
    planAddDomain(ground, pools, newDomain(name)).result.pool;

  it.each([
    ["that any line names", { problems: [{ ...line, pool: 2 }] }, new Set<number>()],
    ["of a name that is missing", { missing: new Map([[domain("gone.test"), 2]]) }, new Set<number>()],
    ["that was freed a moment ago", { resting }, new Set<number>()],
    ["that HAProxy routes to", {}, new Set([2])],
  ])("gets no pool %s", (_what, more, held) => {
    const ground = groundIn(snapshotOf(state, more), { ...settlement, held }, { pools });

    expect(poolFor("new.test", ground)).toBe("pool_3");
  });

  it("gets no pool that HAProxy lacks", () => {
    const backends = new Set(["pool_1", "pool_3"]);
    const ground = groundIn(snapshotOf(state), { ...settlement, backends, held: new Set() }, { pools });

    expect(poolFor("new.test", ground)).toBe("pool_3");
  });

  it("gets the pool that it had itself a moment ago", () => {
    const ground = groundIn(snapshotOf(state, { resting }), { ...settlement, held: new Set() }, { pools });

    expect(poolFor("old.test", ground)).toBe("pool_2");
  });

  it("gets no pool that was freed by a change of the same group", () => {
    const held = new Set<number>();
    const ground = groundIn(snapshotOf(state), { ...settlement, held }, { pools });
    const removed = { ...ground, state: planRemoveDomain(ground, domain("a.test")).state };

    expect(poolFor("new.test", removed)).toBe("pool_2");
  });

  it("is refused with the seconds to wait where every pool is in use or resting", () => {
    const full = stateOf({ "a.test": { pool: 1 }, "c.test": { pool: 3 } });

    expect(() => planAddDomain(groundOf(full, { resting }), pools, newDomain("new.test"))).toThrow(
      expect.objectContaining({ code: "NO_FREE_POOL", message: expect.stringContaining("free in 42 s") }),
    );
  });

  it("that only has records is refused unless they are to be replaced", () => {
    const since = new Date("2026-11-01T10:00:00Z");
    const ground = groundOf(state, { orphans: [{ name: domain("x.test"), since }] });

    expect(() => planAddDomain(ground, pools, newDomain("x.test"))).toThrow(
      expect.objectContaining({ code: "ORPHANED", message: expect.stringContaining("2026-11-01") }),
    );
    expect(planAddDomain(ground, pools, newDomain("x.test", { replace: true })).discard).toEqual(["x.test"]);
  });
});

it("a name that only has records can be removed, and nothing else changes", () => {
  const ground = groundOf(state, { orphans: [{ name: domain("x.test"), since: undefined }] });

  expect(planRemoveDomain(ground, domain("x.test"))).toMatchObject({
    state,
    discard: ["x.test"],
    result: { pool: undefined, removedServers: [] },
  });
});

describe("a change of", () => {
  const record = {
    ...line,
    about: "servers",
    file: "servers.json",
    name: domain("a.test"),
    pool: 1,
    slot: 3,
  } as const;
  const refused = (place: string) =>
    expect.objectContaining({ code: "UNCERTAIN", message: expect.stringContaining(place) });

  it.each([
    ["a name with a line that can't be read", { problems: [{ ...line, name: domain("two.test"), pool: 2 }] }],
    ["a name that is missing", { problems: [line], missing: new Map([[domain("two.test"), 2]]) }],
  ])("%s is refused with the line", (_what, more) => {
    const ground = groundOf(state, more);

    expect(() => planRemoveDomain(ground, domain("two.test"))).toThrow(refused("domains.map:2"));
    expect(() => planAddDomain(ground, pools, newDomain("two.test"))).toThrow(refused("domains.map:2"));
    expect(() => planAddDomain(ground, pools, newDomain("new.test", { aliasOf: "two.test" }))).toThrow(
      expect.objectContaining({ code: "UNCERTAIN", field: "alias_of" }),
    );
  });

  it("the last name of a pool that another may use is refused", () => {
    const shared = { ...line, name: domain("b.test"), pool: 1 };

    expect(() => planRemoveDomain(groundOf(state, { problems: [shared] }), domain("a.test"))).toThrow(
      refused("pool_1 may be in use"),
    );
    const missing = new Map([[domain("b.test"), 1]]);
    expect(() => planRemoveDomain(groundOf(state, { missing }), domain("a.test"))).toThrow(refused("b.test"));
  });

  it("a name whose records can't be read is refused while another name shares its pool", () => {
    const shared = stateOf({ "a.test": { pool: 1 }, "b.test": { pool: 1 } });

    expect(() => planRemoveDomain(groundOf(shared, { problems: [record] }), domain("a.test"))).toThrow(
      refused("servers.json:2"),
    );
    expect(planRemoveDomain(groundOf(shared, { problems: [record] }), domain("b.test")).result).toMatchObject(
      {
        remainingDomains: ["a.test"],
      },
    );
    expect(planRemoveDomain(groundOf(state, { problems: [record] }), domain("a.test")).result.pool).toBe(
      "pool_1",
    );
  });

  it("all servers of a pool is refused while one can't be read, and one server only if it is that one", () => {
    const ground = groundOf(state, { problems: [record] });
    const all = { domain: domain("a.test"), serverState: "drain" } as const;
    const one = (number: number) => ({
      domain: domain("a.test"),
      slot: slot(number),
      change: { state: "drain" } as const,
    });

    expect(() => planSetDomainState(ground, all)).toThrow(refused("servers.json:2"));
    expect(() => planDrain(ground, pools, { domain: domain("a.test"), slot: undefined })).toThrow(
      refused("servers.json:2"),
    );
    expect(() => planSetServer(ground, pools, one(3))).toThrow(refused("servers.json:2"));
    expect(planSetServer(ground, pools, one(1)).result.server.state).toBe("drain");
  });

  it("a pool whose records can't all be read removes no server", () => {
    const entry = { ...line, about: "servers", file: "servers.json", pool: 1 } as const;
    const asked = { domain: domain("a.test"), slot: slot(1) };

    expect(() => planRemoveServer(groundOf(state, { problems: [entry] }), pools, asked)).toThrow(
      refused("servers.json:2"),
    );
    const other = groundOf(state, { problems: [{ ...entry, slot: 3 }] });
    expect(planRemoveServer(other, pools, asked).state.pools.get(1)?.servers.size).toBe(0);
  });
});
