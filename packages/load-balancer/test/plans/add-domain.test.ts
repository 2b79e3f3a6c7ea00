import { expect, it } from "vitest";
import { planAddDomain } from "../../src/plans/add-domain.js";
import { domain, groundOf, namesOf, server, serversOf, stateOf } from "../states.js";

const pools = { count: 3, slots: 2 };
const plain = { server: undefined, aliasOf: undefined, replace: false };

it("takes the lowest free pool, also one that was freed in between", () => {
  const state = stateOf({ "a.test.com": { pool: 1 }, "c.test.com": { pool: 3 } });

  const { state: planned, result } = planAddDomain(groundOf(state), pools, {
    ...plain,
    domain: domain("b.test.com"),
  });

  expect(result).toEqual({ domain: "b.test.com", pool: "pool_2", sharedWith: [], servers: [] });
  expect(namesOf(planned)).toEqual([
    ["a.test.com", 1],
    ["c.test.com", 3],
    ["b.test.com", 2],
  ]);
  expect(namesOf(state).map(([name]) => name)).toEqual(["a.test.com", "c.test.com"]);
});

it("puts the first server into slot 1", () => {
  const { state, result } = planAddDomain(groundOf(stateOf({})), pools, {
    ...plain,
    domain: domain("*.test.com"),
    server: server("::1", 8080),
  });

  expect(result.servers).toEqual([
    { slot: 1, name: "pool_1_1", ip: "::1", port: 8080, weight: 1, state: "ready" },
  ]);
  expect(serversOf(state, 1)).toEqual(new Map([[1, server("::1", 8080)]]));
});

it("shares the pool of an existing domain, and puts its server into the lowest free slot", () => {
  const state = stateOf({ "a.test.com": { pool: 2, servers: { 1: server("10.0.0.1") } } });

  const { state: planned, result } = planAddDomain(groundOf(state), pools, {
    domain: domain("b.test.com"),
    server: server("10.0.0.2"),
    aliasOf: domain("a.test.com"),
    replace: false,
  });

  expect(result.pool).toBe("pool_2");
  expect(result.servers.map(({ ip }) => ip)).toEqual(["10.0.0.1", "10.0.0.2"]);
  expect(namesOf(planned)).toEqual([
    ["a.test.com", 2],
    ["b.test.com", 2],
  ]);
  expect([...serversOf(planned, 2).keys()]).toEqual([1, 2]);
});

it.each([
  ["a domain that exists", stateOf({ "a.test.com": { pool: 1 } }), {}, "DOMAIN_EXISTS", "domain"],
  ["a name routed by hand", stateOf({}, { "a.test.com": "be_own" }), {}, "DOMAIN_EXISTS", "domain"],
  [
    "an alias of nothing",
    stateOf({}),
    { aliasOf: domain("b.test.com"), replace: false },
    "DOMAIN_NOT_FOUND",
    "alias_of",
  ],
  [
    "one domain more than there are pools",
    stateOf({ "b.test.com": { pool: 1 }, "c.test.com": { pool: 2 }, "d.test.com": { pool: 3 } }),
    {},
    "NO_FREE_POOL",
    undefined,
  ],
  [
    "a server for an alias of a full pool",
    stateOf({ "b.test.com": { pool: 1, servers: { 1: server("10.0.0.1"), 2: server("10.0.0.2") } } }),
    { aliasOf: domain("b.test.com"), server: server("10.0.0.3") },
    "NO_FREE_SLOT",
    undefined,
  ],
])("refuses %s", (_name, state, extra, code, field) => {
  const wanted = { ...plain, domain: domain("a.test.com"), ...extra };

  expect(() => planAddDomain(groundOf(state), pools, wanted)).toThrow(
    expect.objectContaining({ code, field }),
  );
});

it("gives no pool that is routed to by hand", () => {
  const state = stateOf({}, { "OWN.test.com": "pool_1", "own.test.com": "be_own" });
  const wanted = { domain: domain("a.test.com"), server: undefined, aliasOf: undefined, replace: false };

  expect(planAddDomain(groundOf(state), { count: 3, slots: 1 }, wanted).result.pool).toBe("pool_2");
});
