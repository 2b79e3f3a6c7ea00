import { request, startBackend, startCountingProxy, until } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import type { Sample } from "../../src/index.js";
import { loadBalancerOf, startPools } from "../harness.js";

const LIMIT_MS = 10_000;
const a = "a.example.test";
const b = "b.example.test";

/** `a`: a server that responds, with an alias; `b`: one in maintenance, and one that takes traffic. */
async function arrange() {
  const backend = await startBackend({ name: "one" });
  const haproxy = await startPools();
  const proxy = await startCountingProxy({
    target: { path: haproxy.runtimeSocket },
    listenPath: `${haproxy.dir}/counted.sock`,
  });
  const loadBalancer = loadBalancerOf(haproxy, proxy.path);
  await loadBalancer.addDomain({ domain: a, server: { ip: "127.0.0.1", port: backend.port } });
  await loadBalancer.addDomain({ domain: `www.${a}`, aliasOf: a });
  await loadBalancer.addDomain({ domain: b, server: { ip: "127.0.0.1", port: backend.port } });
  await loadBalancer.addServer({ domain: b, ip: "127.0.0.2", port: backend.port, weight: 9 });
  return {
    haproxy,
    backend,
    proxy,
    loadBalancer,
    async exchanges(run: () => Promise<unknown>) {
      const before = proxy.connections();
      await run();
      return proxy.connections() - before;
    },
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await haproxy[Symbol.asyncDispose]();
      await backend[Symbol.asyncDispose]();
    },
  };
}

const statuses = ({ pools }: Sample) =>
  pools.map(({ domains, status, servers }) => [domains, status, servers.map((server) => server.status)]);

it("has every pool in use, its servers and its counters, from one exchange", async () => {
  await using arranged = await arrange();
  const { loadBalancer, haproxy, backend } = arranged;
  await request({ socketPath: haproxy.httpSocket }, { host: a });
  await until("the request is counted, and the server is checked", LIMIT_MS, async () => {
    const [first] = (await loadBalancer.sample()).pools;
    return first?.traffic?.totalRequests === 1 && first.status === "healthy";
  });

  let found: Sample | undefined;
  expect(await arranged.exchanges(async () => (found = await loadBalancer.sample()))).toBe(1);

  expect(found?.process).toMatchObject({ pid: expect.any(Number), uptimeSec: expect.any(Number) });
  expect(found?.pools).toMatchObject([
    {
      number: 1,
      pool: "pool_1",
      domains: [a, `www.${a}`],
      status: "healthy",
      healthyCount: 1,
      servers: [
        {
          name: "pool_1_1",
          port: backend.port,
          status: "UP",
          totalRequests: 1,
          currentSessions: 0,
          check: "connection accepted",
        },
      ],
      traffic: { totalRequests: 1, responses: { "2xx": 1 }, currentSessions: 0, queued: 0 },
    },
    { number: 2, domains: [b], servers: [{ weight: 1 }, { weight: 9 }] },
  ]);
});

it("asks for servers in maintenance once, and again while they have sessions", async () => {
  await using arranged = await arrange();
  const { loadBalancer, haproxy, backend, exchanges } = arranged;
  let found = await loadBalancer.sample();
  const next = async () => {
    found = await loadBalancer.sample({ previous: found });
  };
  const held = request({ socketPath: haproxy.httpSocket }, { host: a, path: "/held" });
  await until("the request came", LIMIT_MS, () => backend.requests() > 0);
  await loadBalancer.setServerState({ domain: a, slot: 1, state: "maint" });
  await loadBalancer.setServerState({ domain: b, slot: 1, state: "maint" });

  expect(await exchanges(next)).toBe(2);
  expect(statuses(found)).toMatchObject([
    [[a, `www.${a}`], "down", ["MAINT"]],
    [[b], expect.stringMatching(/degraded|down/), ["MAINT", expect.stringMatching(/UP|CHECKING/)]],
  ]);
  expect(found.pools[0]?.servers[0]).toMatchObject({ currentSessions: 1 });
  expect(await exchanges(next)).toBe(2);

  backend.release();
  await held;
  await until("the session has ended", LIMIT_MS, async () => {
    await next();
    return found.pools[0]?.servers[0]?.currentSessions === 0;
  });
  expect(await exchanges(next)).toBe(1);
  expect(found.pools[0]?.servers[0]).toMatchObject({ status: "MAINT", sinceSec: expect.any(Number) });

  // nor is what HAProxy does not have asked for again, until another worker may have it
  await haproxy.runtime("del server pool_2/pool_2_1");
  found = await loadBalancer.sample();
  expect(found.pools[1]?.servers[0]).toMatchObject({ status: "MISSING", currentSessions: 0 });
  expect(await exchanges(next)).toBe(1);
  await haproxy.reload();
  await next();
  expect(found.pools[1]?.servers[0]?.status).toBe("MAINT");
});

it("fails where HAProxy does not respond", async () => {
  await using arranged = await arrange();
  await arranged.haproxy.kill();

  await expect(arranged.loadBalancer.sample()).rejects.toMatchObject({ code: "HAPROXY_UNREACHABLE" });
});
