import { expect, it } from "vitest";
import { planTogether } from "../../src/changes/waiting-change.js";
import { planAddDomain } from "../../src/plans/add-domain.js";
import { planRemoveDomain } from "../../src/plans/remove-domain.js";
import { domain, groundOf, namesOf, stateOf } from "../states.js";

const pools = { count: 2, slots: 1 };
const adding = (name: string) => ({
  plan: (state: Parameters<typeof planAddDomain>[0]) =>
    planAddDomain(state, pools, {
      domain: domain(name),
      server: undefined,
      aliasOf: undefined,
      replace: false,
    }),
});
const removing = (name: string) => ({
  plan: (state: Parameters<typeof planAddDomain>[0]) => planRemoveDomain(state, domain(name)),
});

it("plans each change on what the one before leaves, and has a result for each", () => {
  const { state, outcomes } = planTogether(groundOf(stateOf({ "a.test.com": { pool: 1 } })), [
    adding("b.test.com"),
    adding("c.test.com"),
    removing("a.test.com"),
    adding("b.test.com"),
    adding("d.test.com"),
  ]);

  expect(namesOf(state)).toEqual([
    ["b.test.com", 2],
    ["d.test.com", 1],
  ]);
  expect(outcomes).toMatchObject([
    { ok: true, result: { pool: "pool_2" } },
    { ok: false, error: { code: "NO_FREE_POOL" } },
    { ok: true, result: { domain: "a.test.com" } },
    { ok: false, error: { code: "DOMAIN_EXISTS" } },
    { ok: true, result: { pool: "pool_1" } },
  ]);
});
