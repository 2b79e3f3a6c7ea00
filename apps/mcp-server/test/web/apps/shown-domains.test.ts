import { domainStatus, type HealthStatus, isHealthy } from "@haproxy-mcp/load-balancer";
import { describe, expect, it } from "vitest";
import { statusOf, toDomainRows, toServerRow } from "../../../web/apps/shown-domains.js";

const AT = Date.parse("2026-11-27T03:00:00.000Z");
const server = (name: string, status = "UP", more = {}) => ({
  name,
  ip: "10.0.0.1",
  http_port: 80,
  status,
  ...more,
});

it("groups servers by their pool, with its names", () => {
  const rows = toDomainRows(
    [
      server("pool_7_1", "UP", { domains: ["a.test", "b.test"] }),
      server("pool_12_3", "DOWN", { domains: ["c.test"], check: "connection refused", since_sec: 120 }),
      server("pool_7_2", "DOWN", { domains: ["a.test", "b.test"] }),
    ],
    AT,
  );

  expect(
    rows.map(({ pool, names, status, servers }) => [pool, names, status, servers.map(({ slot }) => slot)]),
  ).toEqual([
    [7, ["a.test", "b.test"], "degraded", [1, 2]],
    [12, ["c.test"], "down", [3]],
  ]);
  expect(rows[1]?.servers[0]).toMatchObject({
    check: "connection refused",
    since: "2026-11-27T02:58:00.000Z",
  });
});

it.each([
  ["DRAIN", "drain"],
  ["MAINT", "maint"],
  ["DOWN", "ready"],
])("a server that is %s was set to %s", (status, state) =>
  expect(toServerRow(server("pool_1_1", status), AT).state).toBe(state),
);

describe.each<[HealthStatus[], string]>([
  [["UP", "NO CHECK"], "healthy"],
  [["UP", "CHECKING"], "checking"],
  [["CHECKING"], "checking"],
  [["UP", "DOWN"], "degraded"],
  [["CHECKING", "DOWN"], "degraded"],
  [["DOWN"], "down"],
  [["DOWN", "MAINT"], "down"],
  [["UP", "DRAIN"], "degraded"],
  [["DRAIN", "MAINT"], "down"],
  [[], "no_servers"],
])("servers that are %j", (statuses, status) => {
  it(`make a domain that is ${status}, as for the load balancer`, () => {
    expect(statusOf(statuses.map((one) => ({ status: one })))).toBe(status);
    const healthy = statuses.filter(isHealthy).length;
    const checking = statuses.filter((one) => one === "CHECKING").length;
    expect(domainStatus({ total: statuses.length, healthy, checking })).toBe(status);
  });
});
