import type { DomainHealthCounts, UnhealthyPool } from "@haproxy-mcp/load-balancer";
import { expect, it } from "vitest";
import { checkDomains, statusOfDomains } from "../../src/checks/domains.js";

const { signal } = new AbortController();
const NONE = { healthy: 0, checking: 0, degraded: 0, down: 0, no_servers: 0 };

const pool = (status: UnhealthyPool["status"], ...names: readonly string[]) =>
  ({ pool: "pool_7", domains: new Set(names), status, healthyCount: 1, serverCount: 2, down: [] }) as never;

const check = (counts: Partial<DomainHealthCounts["counts"]>, ...unhealthy: readonly UnhealthyPool[]) =>
  checkDomains({ countDomainHealth: async () => ({ counts: { ...NONE, ...counts }, unhealthy }) }, signal);

it("reports a domain that is down as an error, and one that is degraded as a warning", async () => {
  const { findings, reason } = await check(
    { down: 1, degraded: 4, healthy: 9 },
    pool("down", "a.test"),
    pool("degraded", "b.test", "c.test", "d.test", "e.test"),
  );

  expect(reason).toBe("1 down, 4 degraded");
  expect(findings.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
    "error a.test (pool_7) is down: 1 of 2 servers up, requests get 503",
    "warning b.test, c.test, d.test and 1 more (pool_7) are degraded: 1 of 2 servers up",
  ]);
});

it("shows the first 20 findings, or what is well", async () => {
  const many = Array.from({ length: 30 }, (_, i) => pool("down", `${i}.test`));

  expect((await check({ down: 30 }, ...many)).findings.at(-1)).toMatchObject({
    message: "and 10 more",
    count: 10,
  });
  expect(await check({ healthy: 2, checking: 1 })).toMatchObject({
    findings: [],
    fact: "2 healthy, 1 checking",
  });
  expect((await check({})).fact).toBe("no domain has servers");
});

it("reports why the domains could not be checked", async () => {
  const failed = await checkDomains(
    { countDomainHealth: () => Promise.reject(new Error("no response")) },
    signal,
  );

  expect(failed.findings).toMatchObject([{ severity: "error", message: "no response" }]);
  expect(statusOfDomains(failed)).toBe("healthy");
});

it.each([
  [{}, "healthy"],
  [{ healthy: 3, no_servers: 1 }, "healthy"],
  [{ checking: 3 }, "healthy"],
  [{ healthy: 3, down: 1 }, "degraded"],
  [{ checking: 1, down: 1 }, "degraded"],
  [{ degraded: 1 }, "degraded"],
  [{ down: 2, no_servers: 1 }, "down"],
])("all domains with %j are %s", (counts, status) => {
  expect(statusOfDomains({ counts: { ...NONE, ...counts } })).toBe(status);
});
