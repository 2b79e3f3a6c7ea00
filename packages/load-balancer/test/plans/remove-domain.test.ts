import { expect, it } from "vitest";
import { planRemoveDomain } from "../../src/plans/remove-domain.js";
import { domain, groundOf, namesOf, server, serversOf, stateOf } from "../states.js";

const shared = stateOf({
  "a.test.com": { pool: 1, servers: { 1: server("10.0.0.1"), 3: server("10.0.0.3") } },
  "*.test.com": { pool: 1 },
  "other.com": { pool: 2, servers: { 1: server("10.0.0.9") } },
});

it("empties the pool with its last name", () => {
  const { state, result } = planRemoveDomain(groundOf(shared), domain("other.com"));

  expect(result).toMatchObject({ domain: "other.com", pool: "pool_2", remainingDomains: [] });
  expect(result.removedServers.map(({ ip }) => ip)).toEqual(["10.0.0.9"]);
  expect(namesOf(state)).toEqual([
    ["a.test.com", 1],
    ["*.test.com", 1],
  ]);
});

it("keeps the servers of a pool that another name still uses", () => {
  const { state, result } = planRemoveDomain(groundOf(shared), domain("a.test.com"));

  expect(result).toMatchObject({ removedServers: [], remainingDomains: ["*.test.com"] });
  expect(namesOf(state)).toEqual([
    ["*.test.com", 1],
    ["other.com", 2],
  ]);
  expect(serversOf(state, 1)).toEqual(serversOf(shared, 1));
});

it("refuses an unknown domain", () => {
  expect(() => planRemoveDomain(groundOf(shared), domain("b.test.com"))).toThrow(
    expect.objectContaining({ code: "DOMAIN_NOT_FOUND", field: "domain" }),
  );
});
