import { expect, it } from "vitest";
import { planAddDomain } from "../../src/plans/add-domain.js";
import { planAddServer } from "../../src/plans/add-server.js";
import { planAddServers } from "../../src/plans/add-servers.js";
import { planRemoveServer } from "../../src/plans/remove-server.js";
import { planSetDomainState, planSetServer } from "../../src/plans/set-servers.js";
import { domain, groundOf, server, slot, stateOf } from "../states.js";

const pools = { count: 3, slots: 3 };
const a = domain("a.test.com");
const own = domain("own.test.com");
const ground = groundOf(
  stateOf({
    "a.test.com": { pool: 1, servers: { 1: server("10.0.0.1") } },
    "b.test.com": { pool: 1 },
    "*.b.test.com": { pool: 1 },
    "own.test.com": { pool: 2, servers: { 1: server("10.0.1.1") } },
  }),
);
const more = { slot: undefined, server: server("10.0.0.2") };
const change = { state: "drain" as const };

it.each([
  ["planAddServer", (name: typeof a) => planAddServer(ground, pools, { domain: name, ...more })],
  ["planAddServers", (name: typeof a) => planAddServers(ground, pools, name, [more])],
  ["planRemoveServer", (name: typeof a) => planRemoveServer(ground, pools, { domain: name, slot: slot(1) })],
  [
    "planSetServer",
    (name: typeof a) => planSetServer(ground, pools, { domain: name, slot: slot(1), change }),
  ],
  [
    "planSetDomainState",
    (name: typeof a) => planSetDomainState(ground, { domain: name, serverState: "maint" }),
  ],
])("CL13 %s names the other domains of the pool", (_name, plan) => {
  expect(plan(a).result.sharedWith).toEqual(["b.test.com", "*.b.test.com"]);
  expect(plan(own).result.sharedWith).toEqual([]);
});

it("CL13 an alias names the domains that it shares the pool with", () => {
  const wanted = { domain: domain("new.test.com"), server: undefined, aliasOf: a, replace: false };

  expect(planAddDomain(ground, pools, wanted).result.sharedWith).toEqual([
    "a.test.com",
    "b.test.com",
    "*.b.test.com",
  ]);
});
