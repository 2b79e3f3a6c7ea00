import { readFile } from "node:fs/promises";
import { request, startBackend, until } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { loadBalancerOf, startPools } from "../harness.js";

it("CL12 sets the state of every server of a host in one call, and back", async () => {
  await using haproxy = await startPools({ count: 10, check: "" });
  const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, { count: 10 });
  for (const number of [1, 2, 3]) {
    const domain = `d${number}.example.test`;
    await loadBalancer.addDomain({ domain, server: { ip: "10.0.0.5", port: 8000 + number } });
    await loadBalancer.addServer({ domain, ip: "10.0.0.6" });
  }
  await loadBalancer.addDomain({ domain: "www.d1.example.test", aliasOf: "d1.example.test" });
  const states = async (number: number) =>
    (await loadBalancer.listServers({ domain: `d${number}.example.test` })).servers.map(
      ({ status }) => status,
    );
  const before = await readFile(haproxy.serversFile, "utf8");

  const { result, outlook } = await loadBalancer.dryRun((changes) =>
    changes.setServersState({ address: "10.0.0.5", state: "drain" }),
  );
  expect(result.servers.map(({ port }) => port)).toEqual([8001, 8002, 8003]);
  expect(outlook.domains).toContain("www.d1.example.test");
  expect(await readFile(haproxy.serversFile, "utf8")).toBe(before);

  const set = await loadBalancer.setServersState({ address: "10.0.0.5", state: "drain" });
  expect(set.withoutHealthy).toEqual([]);
  expect(await states(3)).toEqual(["DRAIN", "NO CHECK"]);
  const listed = await loadBalancer.listServerHealth({ address: "10.0.0.5", status: "DRAIN", limit: 2 });
  expect([listed.items.length, listed.total, listed.counts]).toEqual([2, 3, { DRAIN: 3 }]);

  const rest = await loadBalancer.setServersState({ address: "10.0.0.6", domain: "*1.*", state: "drain" });
  expect(rest.withoutHealthy).toEqual(["d1.example.test", "www.d1.example.test"]);

  await loadBalancer.setServersState({ status: "DRAIN", domain: "d1.*", state: "ready" });
  expect([await states(1), await states(2)]).toEqual([
    ["NO CHECK", "NO CHECK"],
    ["DRAIN", "NO CHECK"],
  ]);
  await loadBalancer.setServersState({ domain: "*.example.test", state: "ready" });
  expect(await readFile(haproxy.serversFile, "utf8")).toBe(before);
});

it("CL12 waits for the sessions of a drained host, and the change stands where the wait is cancelled", async () => {
  await using haproxy = await startPools({ check: "" });
  await using backend = await startBackend({ name: "one" });
  const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
  const [one, two] = ["a.example.test", "b.example.test"];
  for (const domain of [one, two]) await loadBalancer.addDomain({ domain, server: backend });
  const held = [one, two].map((host) => request({ socketPath: haproxy.httpSocket }, { host, path: "/held" }));
  await until("both requests came", 10_000, () => backend.requests() === 2);
  const drain = { address: backend.ip, state: "drain", waitMs: 60_000 };
  const caller = new AbortController();

  const cancelled = await loadBalancer.setServersState(drain, {
    signal: caller.signal,
    onProgress: () => caller.abort(),
  });
  const left: number[] = [];
  const drained = await loadBalancer.setServersState(drain, {
    onProgress: (sessions) => {
      left.push(sessions);
      backend.release();
    },
  });

  expect(cancelled.sessions).toBeUndefined();
  expect([left[0], drained.sessions]).toEqual([2, 0]);
  expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200]);
  const ready = await loadBalancer.setServersState({ pool: "pool_2", state: "ready", waitMs: 60_000 });
  expect(ready.servers.map(({ domains }) => domains)).toEqual([[two]]);
  const listed = await loadBalancer.listServerHealth({ pool: "pool_1" });
  expect(listed.items.map(({ domains, status }) => [domains, status])).toEqual([[[one], "DRAIN"]]);
});

it("CL12 refuses to select every server, and what is no address and no pool", async () => {
  await using haproxy = await startPools();
  const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);

  await expect(loadBalancer.setServersState({ state: "drain" })).rejects.toMatchObject({ field: "address" });
  await expect(loadBalancer.setServersState({ state: "drain", address: "10.0.0" })).rejects.toMatchObject({
    code: "INVALID_ADDRESS",
  });
  await expect(loadBalancer.setServersState({ state: "drain", pool: "http" })).rejects.toMatchObject({
    field: "pool",
  });
});
