import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { request, startBackend, type TestHaproxy, until } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { createLoadBalancer, type LoadBalancer } from "../../src/index.js";
import { loadBalancerOf, startPools, storeOf } from "../harness.js";

const LIMIT_MS = 10_000;
const a = "a.example.test";
const b = "b.example.test";
const empty = "empty.example.test";

/** `a`: one server that answers and one that does not; `b`: one in maintenance; an alias of `a`; a domain without servers. */
async function arrange() {
  const backend = await startBackend({ name: "one" });
  const haproxy = await startPools();
  const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
  await loadBalancer.addDomain({ domain: a, server: { ip: "127.0.0.1", port: backend.port } });
  await loadBalancer.addServer({ domain: a, ip: "127.0.0.1", port: 1, weight: 7 });
  await loadBalancer.addDomain({ domain: `www.${a}`, aliasOf: a });
  await loadBalancer.addDomain({ domain: b, server: { ip: "::1", port: 81 } });
  await loadBalancer.setServerState({ domain: b, slot: 1, state: "maint" });
  await loadBalancer.addDomain({ domain: empty });
  return {
    haproxy,
    backend,
    loadBalancer,
    async [Symbol.asyncDispose]() {
      await haproxy[Symbol.asyncDispose]();
      await backend[Symbol.asyncDispose]();
    },
  };
}

/** HAProxy takes two seconds and more to see that a server is down; this sets it. */
async function settled(loadBalancer: LoadBalancer, haproxy: TestHaproxy): Promise<void> {
  await haproxy.runtime("set server pool_1/pool_1_2 health down");
  await until("a check of each server", LIMIT_MS, async () => {
    const { servers } = await loadBalancer.domainHealth({ domain: a });
    return servers.every(({ checkStatus }) => checkStatus?.startsWith("L4") === true);
  });
}

/** Its second reading of HAProxy waits until something was done. */
function interruptedBy(haproxy: TestHaproxy, action: () => Promise<unknown>): LoadBalancer {
  const runtime = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });
  let readings = 0;
  return createLoadBalancer({
    store: storeOf(haproxy),
    runtime: {
      ...runtime,
      async batch(commands, options) {
        if (++readings === 2) await action();
        return runtime.batch(commands, options);
      },
    },
    pools: { count: 5, slots: 3 },
    mapFile: haproxy.mapFile,
  });
}

const ask = ({ httpSocket }: TestHaproxy, host: string) => request({ socketPath: httpSocket }, { host });

/** HAProxy counts a request after it has sent the end of its response. */
async function askAndCount(loadBalancer: LoadBalancer, haproxy: TestHaproxy, times: number): Promise<void> {
  const counted = async () =>
    (await loadBalancer.statistics({ domain: a })).pools.items[0]?.totalRequests ?? 0;
  const before = await counted();
  for (let i = 0; i < times; i++) await ask(haproxy, a);
  await until("all requests are counted", LIMIT_MS, async () => (await counted()) === before + times);
}

describe("health", () => {
  it("of a domain is what HAProxy says of its servers", async () => {
    await using arranged = await arrange();
    const { loadBalancer, haproxy, backend } = arranged;
    await settled(loadBalancer, haproxy);

    expect(await loadBalancer.domainHealth({ domain: `www.${a}` })).toMatchObject({
      pool: "pool_1",
      status: "degraded",
      healthyCount: 1,
      servers: [
        { name: "pool_1_1", ip: "127.0.0.1", port: backend.port, status: "UP", checkStatus: "L4OK" },
        {
          name: "pool_1_2",
          weight: 7,
          status: "DOWN",
          checkStatus: expect.stringMatching(/^L4(?:CON|TOUT)$/),
          check: expect.stringMatching(/^connection (?:refused|timed out)$/),
          sinceSec: expect.any(Number),
        },
      ],
    });
    await loadBalancer.removeServer({ domain: a, slot: 2 });
    expect(await loadBalancer.domainHealth({ domain: a })).toMatchObject({ status: "healthy" });
    await loadBalancer.setServerState({ domain: a, slot: 1, state: "drain" });
    expect(await loadBalancer.domainHealth({ domain: a })).toMatchObject({
      status: "down",
      servers: [{ status: "DRAIN" }],
    });
    expect(await loadBalancer.domainHealth({ domain: empty })).toMatchObject({
      status: "no_servers",
      servers: [],
    });
    await expect(loadBalancer.domainHealth({ domain: "no.example.test" })).rejects.toMatchObject({
      code: "DOMAIN_NOT_FOUND",
    });
  });

  it("of every server includes those in maintenance and those that HAProxy lacks, a page at a time", async () => {
    await using arranged = await arrange();
    const { loadBalancer, haproxy } = arranged;
    await settled(loadBalancer, haproxy);
    await haproxy.runtime("set server pool_1/pool_1_1 state maint");
    await haproxy.runtime("del server pool_1/pool_1_1");

    const { items, total, counts, nextCursor } = await loadBalancer.listServerHealth({ limit: 2 });
    const rest = await loadBalancer.listServerHealth({ cursor: nextCursor });

    expect([...items, ...rest.items].map(({ name, status, domains }) => [name, status, domains])).toEqual([
      ["pool_1_1", "MISSING", [a, `www.${a}`]],
      ["pool_1_2", "DOWN", [a, `www.${a}`]],
      ["pool_2_1", "MAINT", [b]],
    ]);
    expect([total, counts]).toEqual([3, { MISSING: 1, DOWN: 1, MAINT: 1 }]);
    expect((await loadBalancer.listServerHealth({ domain: b })).items).toHaveLength(1);
    expect((await loadBalancer.listServerHealth({ domain: empty })).items).toEqual([]);
  });
});

it("lists sessions, queues, idle connections and requests of each server", async () => {
  await using arranged = await arrange();
  const { loadBalancer, haproxy, backend } = arranged;
  const held = request({ socketPath: haproxy.httpSocket }, { host: a, path: "/held" });
  await until("the request came", LIMIT_MS, () => backend.requests() > 0);

  const all = await loadBalancer.listConnections();
  backend.release();
  await held;
  await until("the session has ended", LIMIT_MS, async () => {
    const [server] = (await loadBalancer.listConnections({ domain: a })).items;
    return server?.current === 0;
  });
  const after = await loadBalancer.listConnections({ domain: a });

  expect([all.current, all.queued, all.total]).toEqual([1, 0, 3]);
  expect(all.items.map(({ name, current }) => [name, current])).toEqual([
    ["pool_1_1", 1],
    ["pool_1_2", 0],
    ["pool_2_1", 0],
  ]);
  expect(after.items[0]).toMatchObject({
    name: "pool_1_1",
    current: 0,
    max: 1,
    totalRequests: 1,
    serverErrors: 0,
  });
  expect(after.total).toBe(2);
});

describe("statistics", () => {
  it("count what went through the process, its frontends and pools in use", async () => {
    await using arranged = await arrange();
    const { loadBalancer, haproxy } = arranged;
    await ask(haproxy, "unknown.example.test");
    await askAndCount(loadBalancer, haproxy, 5);
    await until("the other is counted", LIMIT_MS, async () => {
      const { frontends } = await loadBalancer.statistics();
      return frontends.some(({ responses }) => responses["4xx"] === 1);
    });

    const { process, frontends, pools, sampledMs } = await loadBalancer.statistics();

    expect(process).toMatchObject({ version: expect.stringMatching(/^\d/), uptimeSec: expect.any(Number) });
    expect(process.totalRequests).toBeGreaterThanOrEqual(6);
    const http = frontends.find(({ name }) => name === "http");
    expect(http).toMatchObject({ totalRequests: 6, responses: { "2xx": 5, "4xx": 1 } });
    expect(http?.bytesOut).toBeGreaterThan(0);
    expect(pools.items.map(({ pool, totalRequests }) => [pool, totalRequests])).toEqual([
      ["pool_1", 5],
      ["pool_2", 0],
      ["pool_3", 0],
    ]);
    expect(sampledMs).toBeUndefined();
    expect(http?.rates).toBeUndefined();
    const one = await loadBalancer.statistics({ domain: `www.${a}` });
    expect([one.frontends, one.pools.items.map(({ pool }) => pool)]).toEqual([[], ["pool_1"]]);
  });

  it("give rates from two samples, and none where HAProxy was reloaded between them", async () => {
    await using arranged = await arrange();
    const { loadBalancer, haproxy } = arranged;
    const asked = interruptedBy(haproxy, () => askAndCount(loadBalancer, haproxy, 10));

    const { pools, frontends, sampledMs = 0 } = await asked.statistics({ sampleMs: 10 });

    const rates = pools.items.find(({ pool }) => pool === "pool_1")?.rates;
    expect(rates?.requestsPerSec).toBeCloseTo(10_000 / sampledMs, 5);
    expect(rates?.bytesOutPerSec).toBeGreaterThan(0);
    expect(frontends.find(({ name }) => name === "http")?.rates?.requestsPerSec).toBeCloseTo(
      10_000 / sampledMs,
      5,
    );

    const reloaded = await interruptedBy(haproxy, () => haproxy.reload()).statistics({ sampleMs: 10 });
    expect(reloaded.pools.items.map((pool) => pool.rates)).toEqual([undefined, undefined, undefined]);
  });

  it("give no rates where the counters were cleared between the samples", async () => {
    await using arranged = await arrange();
    const { loadBalancer, haproxy } = arranged;
    await askAndCount(loadBalancer, haproxy, 3);

    const cleared = interruptedBy(haproxy, () => haproxy.runtime("clear counters all"));
    const { pools } = await cleared.statistics({ domain: a, sampleMs: 10 });

    expect(pools.items.map(({ rates }) => rates)).toEqual([undefined]);
  });

  it("refuse an invalid time between samples, and end when they are cancelled", async () => {
    await using arranged = await arrange();
    const { loadBalancer } = arranged;

    for (const sampleMs of [-1, Number.NaN, 30_001])
      await expect(loadBalancer.statistics({ sampleMs })).rejects.toMatchObject({ code: "OUT_OF_RANGE" });
    await expect(
      loadBalancer.statistics({ sampleMs: 30_000 }, { signal: AbortSignal.timeout(100) }),
    ).rejects.toMatchObject({ code: "CANCELLED" });
  });
});

it("lists backends, with or without pools that nothing is routed to", async () => {
  await using arranged = await arrange();
  const { loadBalancer } = arranged;

  const used = await loadBalancer.listBackends();
  const all = await loadBalancer.listBackends({ onlyUsed: false });

  expect(used.items.map(({ name, domains }) => [name, domains])).toEqual([
    ["pool_1", [a, `www.${a}`]],
    ["pool_2", [b]],
    ["pool_3", [empty]],
  ]);
  expect(used.items[1]).toMatchObject({
    isPool: true,
    activeServers: 0,
    configuredServers: 1,
    status: "DOWN",
  });
  expect(all.items.map(({ name }) => name)).toEqual(["pool_1", "pool_2", "pool_3", "pool_4", "pool_5"]);
});

it("lists frontends with what they listen on", async () => {
  await using arranged = await arrange();
  const { loadBalancer, haproxy } = arranged;
  await ask(haproxy, a);

  const frontends = await loadBalancer.listFrontends();

  expect(frontends).toEqual([
    expect.objectContaining({
      name: "http",
      status: "OPEN",
      totalRequests: 1,
      sessionLimit: expect.any(Number),
    }),
  ]);
  expect(frontends[0]?.binds).toEqual([expect.stringMatching(/unix|sock/)]);
});

it("says that HAProxy cannot be asked where it is stopped", async () => {
  await using arranged = await arrange();
  const { loadBalancer, haproxy } = arranged;
  await haproxy.stop();
  const refused = expect.objectContaining({ code: "HAPROXY_UNREACHABLE" });

  for (const attempt of [
    () => loadBalancer.domainHealth({ domain: a }),
    () => loadBalancer.listServerHealth(),
    () => loadBalancer.listConnections(),
    () => loadBalancer.statistics(),
    () => loadBalancer.listBackends(),
    () => loadBalancer.listFrontends(),
  ])
    await expect(attempt()).rejects.toEqual(refused);
});
