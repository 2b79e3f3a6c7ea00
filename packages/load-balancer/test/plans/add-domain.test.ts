import { expect, it } from "vitest";
import { planAddDomain } from "../../src/plans/add-domain.js";
import { domain, groundOf, namesOf, server, serversOf, slot, stateOf } from "../states.js";

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

it("shares the pool of an existing domain, and its servers", () => {
  const state = stateOf({ "a.test.com": { pool: 2, servers: { 1: server("10.0.0.1") } } });

  const { state: planned, result } = planAddDomain(groundOf(state), pools, {
    ...plain,
    domain: domain("b.test.com"),
    aliasOf: domain("a.test.com"),
  });

  expect(result.pool).toBe("pool_2");
  expect(result.servers.map(({ ip }) => ip)).toEqual(["10.0.0.1"]);
  expect(namesOf(planned)).toEqual([
    ["a.test.com", 2],
    ["b.test.com", 2],
  ]);
  expect(serversOf(planned, 2)).toEqual(serversOf(state, 2));
});

it("adds a domain with its aliases and servers in one change", () => {
  const { state, result } = planAddDomain(groundOf(stateOf({})), pools, {
    ...plain,
    domain: domain("a.test.com"),
    aliases: [domain("www.a.test.com"), domain("*.a.test.com")],
    servers: [
      { slot: undefined, server: server("10.0.0.2") },
      { slot: slot(1), server: server("10.0.0.1") },
    ],
  });

  expect(result).toMatchObject({
    pool: "pool_1",
    sharedWith: ["www.a.test.com", "*.a.test.com"],
    servers: [
      { slot: 1, ip: "10.0.0.1" },
      { slot: 2, ip: "10.0.0.2" },
    ],
  });
  expect(namesOf(state)).toEqual([
    ["a.test.com", 1],
    ["www.a.test.com", 1],
    ["*.a.test.com", 1],
  ]);
});

it("leaves the slots of an alias's records that can't be read to them", () => {
  const alias = domain("b.test.com");
  const unreadable = { kind: "UNREADABLE", about: "servers", file: "servers.json", message: "…" } as const;
  const ground = groundOf(stateOf({}), { problems: [{ ...unreadable, name: alias, slot: 1 }] });
  const wanted = { ...plain, domain: domain("a.test.com"), aliases: [alias], server: server("10.0.0.1") };

  expect(planAddDomain(ground, pools, wanted).result.servers).toMatchObject([{ slot: 2 }]);
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
    "more servers than there are slots",
    stateOf({}),
    {
      server: server("10.0.0.1"),
      servers: ["10.0.0.2", "10.0.0.3"].map((ip) => ({ slot: undefined, server: server(ip) })),
    },
    "NO_FREE_SLOT",
    "servers[1]",
  ],
  [
    "an alias that exists",
    stateOf({ "b.test.com": { pool: 1 } }),
    { aliases: [domain("c.test.com"), domain("b.test.com")] },
    "DOMAIN_EXISTS",
    "aliases[1]",
  ],
  [
    "an alias that is the domain itself",
    stateOf({}),
    { aliases: [domain("a.test.com")] },
    "DOMAIN_EXISTS",
    "aliases[0]",
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
