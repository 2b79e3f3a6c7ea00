import type { DomainHealthCounts, UnhealthyPool } from "@haproxy-mcp/load-balancer";
import { describe, expect, it } from "vitest";
import { checkDomains } from "../../src/checks/domains.js";
import { checkHealth, type HealthSources } from "../../src/checks/health.js";
import { health } from "../../src/tools/catalog/health/health.js";

const { signal } = new AbortController();
const NONE = { healthy: 0, checking: 0, degraded: 0, down: 0, no_servers: 0 };
const refused = {
  name: "pool_7_1",
  ip: "10.0.0.1",
  port: 80,
  status: "DOWN",
  check: "connection refused",
  checkStatus: "L4CON",
  sinceSec: 9,
};
const pool = (status: UnhealthyPool["status"], name: string) =>
  ({
    pool: "pool_7",
    domains: new Set([name]),
    status,
    healthyCount: status === "down" ? 0 : 1,
    serverCount: 2,
    down: [refused],
  }) as never;

function healthWith(counts: Partial<DomainHealthCounts["counts"]>, ...unhealthy: readonly UnhealthyPool[]) {
  const sources = {
    runtime: { execute: async () => ({ version: "3.2.1", uptimeSec: 9 }) },
    store: {
      read: async () => ({ problems: [], orphans: [], state: { pools: new Map(), foreign: new Map() } }),
    },
    files: { mapFile: "none", serversFile: "none", stateFile: "none" },
    certsFolder: { files: async () => [] },
    certificates: { list: async () => ({ certificates: [], problems: [] }) },
    configuration: async () => undefined,
    loadBalancer: {
      findDrift: async () => ({ differences: [], uncertain: [], released: [], orphans: [], loss: undefined }),
      countDomainHealth: async () => ({ counts: { ...NONE, ...counts }, unhealthy }),
    },
    notRestored: () => undefined,
  };
  return checkHealth(sources as unknown as HealthSources, signal);
}

describe("CL2 haproxy_health", () => {
  it("is down with its only domain, and says why and since when", async () => {
    const { status, components } = await healthWith({ down: 1 }, pool("down", "a.test"));

    expect(status).toBe("down");
    expect(components["domains"]).toMatchObject({
      status: "error",
      counts: { down: 1, degraded: 0 },
      first: [
        "a.test (pool_7) is down: 0 of 2 servers up, requests get 503; pool_7_1 10.0.0.1:80 DOWN, connection refused for 9 s",
      ],
    });
  });

  it.each([
    ["down", { down: 1, healthy: 3 }],
    ["degraded", { degraded: 1, healthy: 3 }],
  ] as const)("is degraded with one domain %s of four", async (status, counts) => {
    expect(await healthWith(counts, pool(status, "a.test"))).toMatchObject({
      status: "degraded",
      components: { domains: { status: "error", counts } },
    });
  });

  it("shows the first 10 of many", async () => {
    const many = Array.from({ length: 300 }, (_, i) => pool("down", `${i}.test`));

    const found = await healthWith({ down: 300 }, ...many);
    const firstOf = async (details: boolean) => {
      const services = { health: async () => found };
      const output = await health.handle({ details }, { services, signal } as never);
      return (output.components["domains"] as { first: string[] }).first;
    };

    expect(found.components["domains"]).toMatchObject({ reason: "300 down" });
    const first = await firstOf(false);
    expect([first.length, first.at(-1)]).toEqual([11, "and more: call with details"]);
    expect((await firstOf(true)).at(-1)).toBe("and 280 more");
  });
});

it("shows the cause of a degraded domain in doctor too", async () => {
  const { findings } = await checkDomains(
    {
      countDomainHealth: async () => ({
        counts: { ...NONE, degraded: 1 },
        unhealthy: [pool("degraded", "a.test")],
      }),
    },
    signal,
  );

  expect(findings[0]?.message).toMatch(
    /1 of 2 servers up; pool_7_1 10.0.0.1:80 DOWN, connection refused for 9 s$/,
  );
});
