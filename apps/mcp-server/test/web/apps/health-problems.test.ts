import { expect, it } from "vitest";
import { countsIn, type HealthResult, problemsIn, verdictOf } from "../../../web/apps/health-problems.js";

const ok = { status: "ok" } as const;
const health = (status: string, components: HealthResult["components"]): HealthResult => ({
  status,
  components,
});

it("lists what is wrong, domains first, with the items of a list in place of its summary", () => {
  const found = problemsIn(
    health("degraded", {
      haproxy: ok,
      certificates: { status: "error", reason: "2 findings on 4 certificates", advice: "Replace the file." },
      domains: { status: "error", reason: "two are down", first: ["a.test is down", "b.test is down"] },
      desired_state: { status: "error", reason: "1 difference", first: [], uncertain: ["line 3"] },
      newer_part: { status: "error" },
    }),
  );

  expect(found).toEqual([
    { title: "Domains", details: ["a.test is down", "b.test is down"], advice: undefined },
    { title: "Certificates", details: ["2 findings on 4 certificates"], advice: "Replace the file." },
    { title: "HAProxy and the files", details: ["line 3"], advice: undefined },
    { title: "newer part", details: ["has a problem"], advice: undefined },
  ]);
});

it.each([
  ["healthy", undefined, ["healthy", "All is well"]],
  ["degraded", { healthy: 3 }, ["degraded", "HAProxy serves, but something is wrong"]],
  ["degraded", { down: 1 }, ["down", "1 domain is down"]],
  ["degraded", { down: 2, healthy: 1 }, ["down", "2 domains are down"]],
  ["down", { down: 2 }, ["down", "No domain has a server that is up"]],
  ["unhealthy", undefined, ["down", "HAProxy does not respond"]],
  ["of a newer server", undefined, ["unknown", "of a newer server"]],
])("says in one sentence what %s with %j means", (status, counts, verdict) =>
  expect(verdictOf(health(status, { domains: { ...ok, counts } }))).toEqual(verdict),
);

it("counts domains by status, the worst first, and leaves out what there is none of", () => {
  const counts = { healthy: 3, checking: 0, degraded: 2, down: 1, no_servers: 4 };

  expect(countsIn(health("degraded", { domains: { ...ok, counts } }))).toBe(
    "1 down · 4 no servers · 2 degraded · 3 healthy",
  );
  expect(countsIn(health("healthy", {}))).toBe("");
});
