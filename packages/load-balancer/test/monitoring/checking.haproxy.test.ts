import { startBackend, type TestHaproxy, until } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { loadBalancerOf, startPools } from "../harness.js";

const LIMIT_MS = 10_000;
const NEVER = "check inter 1h";
const a = "a.example.test";
const b = "b.example.test";

const of = (haproxy: TestHaproxy) => loadBalancerOf(haproxy, haproxy.runtimeSocket);
describe("a server is up by a check of its own address", () => {
  it("and in a new slot CHECKING until the first one", async () => {
    await using backend = await startBackend({ name: "one" });
    await using haproxy = await startPools({ check: NEVER });
    const loadBalancer = of(haproxy);

    await loadBalancer.addDomain({ domain: a, server: backend });

    expect(await loadBalancer.domainHealth({ domain: a })).toMatchObject({
      status: "checking",
      healthyCount: 0,
      servers: [{ status: "CHECKING", detail: "UP 1/3" }],
    });
    expect((await loadBalancer.listServerHealth()).counts).toEqual({ CHECKING: 1 });
    expect((await loadBalancer.countDomainHealth()).counts).toMatchObject({ checking: 1, healthy: 0 });
  });

  it("and a dead one goes from CHECKING to DOWN, and its domain with it", async () => {
    await using haproxy = await startPools({ check: "check inter 1s" });
    const loadBalancer = of(haproxy);
    await loadBalancer.addDomain({ domain: a, server: { ip: "127.0.0.1", port: 1 } });
    await loadBalancer.addDomain({ domain: `www.${a}`, aliasOf: a });
    await loadBalancer.addDomain({ domain: b });
    const seen = new Set<string>();

    await until("the domain is down", LIMIT_MS, async () => {
      const { status } = await loadBalancer.domainHealth({ domain: a });
      seen.add(status);
      return status === "down";
    });

    expect([...seen].filter((status) => !["checking", "down"].includes(status))).toEqual([]);
    expect(await loadBalancer.countDomainHealth()).toEqual({
      counts: { healthy: 0, checking: 0, degraded: 0, down: 2, no_servers: 1 },
      unhealthy: [
        {
          pool: "pool_1",
          domains: new Set([a, `www.${a}`]),
          status: "down",
          healthyCount: 0,
          serverCount: 1,
          down: [expect.objectContaining({ name: "pool_1_1", check: "connection refused" })],
        },
      ],
    });
  });

  it("and after a reload at worst CHECKING, which makes no domain degraded or down", async () => {
    await using backend = await startBackend({ name: "one" });
    await using haproxy = await startPools({ check: NEVER });
    const loadBalancer = of(haproxy);
    await loadBalancer.addDomain({ domain: a, server: backend });
    await loadBalancer.addServer({ domain: a, ip: backend.ip, port: backend.port, weight: 2 });
    await loadBalancer.addDomain({ domain: b, server: backend });

    await haproxy.reload();

    const { counts, unhealthy } = await loadBalancer.countDomainHealth();
    expect([counts.healthy + counts.checking, unhealthy]).toEqual([2, []]);
    expect(counts.checking).toBeGreaterThan(0);
  });

  it("or, where HAProxy checks none, takes traffic unchecked and counts as up", async () => {
    await using backend = await startBackend({ name: "one" });
    await using haproxy = await startPools({ check: "" });
    const loadBalancer = of(haproxy);

    await loadBalancer.addDomain({ domain: a, server: backend });

    expect(await loadBalancer.domainHealth({ domain: a })).toMatchObject({
      status: "healthy",
      servers: [{ status: "NO CHECK" }],
    });
    expect((await loadBalancer.countDomainHealth()).counts.healthy).toBe(1);
  });

  it("and with its checks paused it is unchecked", async () => {
    await using backend = await startBackend({ name: "one" });
    await using haproxy = await startPools({ check: NEVER });
    const loadBalancer = of(haproxy);
    await loadBalancer.addDomain({ domain: a, server: backend });

    await haproxy.runtime("disable health pool_1/pool_1_1");

    expect(await loadBalancer.domainHealth({ domain: a })).toMatchObject({
      servers: [{ status: "NO CHECK" }],
    });
  });
});

it("counts domains whose servers are drained or in maintenance among the down and degraded", async () => {
  await using backend = await startBackend({ name: "one" });
  await using haproxy = await startPools({ check: "check inter 100ms" });
  const loadBalancer = of(haproxy);
  await loadBalancer.addDomain({ domain: a, server: backend });
  await loadBalancer.addServer({ domain: a, ip: "::1", port: 1 });
  await loadBalancer.setServerState({ domain: a, slot: 2, state: "maint" });
  await loadBalancer.addDomain({ domain: b, server: backend });
  await loadBalancer.setServerState({ domain: b, slot: 1, state: "drain" });
  // until its check, the domain is degraded with no server up
  await until("one is up", LIMIT_MS, async () => {
    const { healthyCount } = await loadBalancer.domainHealth({ domain: a });
    return healthyCount === 1;
  });

  const { unhealthy } = await loadBalancer.countDomainHealth();

  expect(
    unhealthy.map(({ pool, status, healthyCount, serverCount }) => [pool, status, healthyCount, serverCount]),
  ).toEqual([
    ["pool_2", "down", 0, 1],
    ["pool_1", "degraded", 1, 2],
  ]);
});
