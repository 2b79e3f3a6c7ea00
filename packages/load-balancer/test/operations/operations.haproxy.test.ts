import { readFile } from "node:fs/promises";
import { request, startBackend, type TestHaproxy } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { loadBalancerOf, STORES, startPools } from "../harness.js";

async function answers(haproxy: TestHaproxy, host: string, count = 4): Promise<readonly string[]> {
  const all = await Promise.all(
    Array.from({ length: count }, () => request({ socketPath: haproxy.httpSocket }, { host })),
  );
  return [...new Set(all.map(({ status, body }) => (status === 200 ? body : String(status))))].sort();
}

describe.each(STORES)("on a store that %s", (_what, open) => {
  it("routes a domain to an IPv4 and an IPv6 server from the next request on", async () => {
    await using haproxy = await startPools();
    await using four = await startBackend({ name: "four" });
    await using six = await startBackend({ name: "six", host: "::1" });
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, {}, open(haproxy));

    await loadBalancer.addDomain({ domain: "Shop.Example.test", server: { ip: four.ip, port: four.port } });
    expect(await answers(haproxy, "shop.example.test")).toEqual(["four"]);
    await loadBalancer.addServer({ domain: "shop.example.test", ip: six.ip, port: six.port });

    expect(await answers(haproxy, "shop.example.test")).toEqual(["four", "six"]);
    expect(await readFile(haproxy.mapFile, "utf8")).toBe("shop.example.test pool_1\n");
    expect(JSON.parse(await readFile(haproxy.serversFile, "utf8"))).toEqual({
      "shop.example.test": {
        1: { ip: "127.0.0.1", http_port: four.port },
        2: { ip: "::1", http_port: six.port },
      },
    });
  });

  it("stops routing at once when servers and domains are removed, and reuses their slots and pools", async () => {
    await using haproxy = await startPools();
    await using one = await startBackend({ name: "one" });
    await using two = await startBackend({ name: "two" });
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, {}, open(haproxy));
    await loadBalancer.addDomain({ domain: "a.example.test", server: one });
    await loadBalancer.addServer({ domain: "a.example.test", ...two, slot: 3 });

    await loadBalancer.removeServer({ domain: "a.example.test", slot: 1 });
    expect(await answers(haproxy, "a.example.test")).toEqual(["two"]);
    await loadBalancer.removeServer({ domain: "a.example.test", slot: 3 });
    expect(await answers(haproxy, "a.example.test")).toEqual(["503"]);
    await loadBalancer.removeDomain({ domain: "a.example.test" });
    expect(await answers(haproxy, "a.example.test")).toEqual(["404"]);

    const again = await loadBalancer.addDomain({ domain: "b.example.test", server: two });
    expect(again.pool).toBe("pool_1");
    expect(await answers(haproxy, "b.example.test")).toEqual(["two"]);
  });

  it("lets an exact name win over a wildcard, and the closer wildcard over the farther", async () => {
    await using haproxy = await startPools();
    await using exact = await startBackend({ name: "exact" });
    await using near = await startBackend({ name: "near" });
    await using far = await startBackend({ name: "far" });
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, {}, open(haproxy));
    await loadBalancer.addDomain({ domain: "*.example.test", server: far });
    await loadBalancer.addDomain({ domain: "*.b.example.test", server: near });
    await loadBalancer.addDomain({ domain: "x.b.example.test", server: exact });

    expect(await answers(haproxy, "a.example.test")).toEqual(["far"]);
    expect(await answers(haproxy, "a.b.c.example.test")).toEqual(["far"]);
    expect(await answers(haproxy, "a.b.example.test")).toEqual(["near"]);
    expect(await answers(haproxy, "x.b.example.test")).toEqual(["exact"]);
    expect(await answers(haproxy, "example.test")).toEqual(["404"]);
  });

  it("shares servers between a domain and its alias, and keeps them for the one that stays", async () => {
    await using haproxy = await startPools();
    await using one = await startBackend({ name: "one" });
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, {}, open(haproxy));
    await loadBalancer.addDomain({ domain: "a.example.test", server: one });
    await loadBalancer.addDomain({ domain: "b.example.test", aliasOf: "a.example.test" });
    expect(await answers(haproxy, "b.example.test")).toEqual(["one"]);

    await loadBalancer.removeDomain({ domain: "a.example.test" });

    expect(await answers(haproxy, "a.example.test")).toEqual(["404"]);
    expect(await answers(haproxy, "b.example.test")).toEqual(["one"]);
    expect(Object.keys(JSON.parse(await readFile(haproxy.serversFile, "utf8")))).toEqual(["b.example.test"]);
  });

  it("lists the servers of the files, each with its status in HAProxy", async () => {
    await using haproxy = await startPools();
    await using one = await startBackend({ name: "one" });
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, {}, open(haproxy));
    await loadBalancer.addDomain({ domain: "b.example.test" });
    await loadBalancer.addDomain({ domain: "a.example.test", server: { ...one, weight: 7 } });
    await loadBalancer.addDomain({ domain: "*.example.test" });

    expect(await loadBalancer.listDomains()).toMatchObject({
      total: 2,
      domains: [
        { domain: "a.example.test", pool: "pool_2", wildcard: false, servers: [{ slot: 1, weight: 7 }] },
        { domain: "b.example.test", pool: "pool_1", servers: [] },
      ],
    });
    expect((await loadBalancer.listDomains({ includeWildcards: true, filter: "*" })).total).toBe(1);
    expect(await loadBalancer.listServers({ domain: "a.example.test" })).toMatchObject({
      pool: "pool_2",
      servers: [
        {
          slot: 1,
          name: "pool_2_1",
          ip: "127.0.0.1",
          port: one.port,
          weight: 7,
          state: "ready",
          status: expect.stringMatching(/^(?:UP|CHECKING)$/),
        },
      ],
    });
  });

  it("serves every domain before a restore, after HAProxy was killed and started again", async () => {
    await using haproxy = await startPools();
    await using four = await startBackend({ name: "four" });
    await using six = await startBackend({ name: "six", host: "::1" });
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, {}, open(haproxy));
    await loadBalancer.addDomain({ domain: "*.example.test", server: four });
    await loadBalancer.addServer({
      domain: "*.example.test",
      ip: six.ip,
      port: six.port,
      weight: 1,
      slot: 3,
    });
    await loadBalancer.addDomain({ domain: "gone.example.test", server: four });
    await loadBalancer.removeDomain({ domain: "gone.example.test" });

    await haproxy.restart();

    expect(await answers(haproxy, "a.example.test")).toEqual(["four", "six"]);
    expect(await answers(haproxy, "gone.example.test")).toEqual(["four", "six"]);
    expect(await loadBalancer.restore()).toMatchObject({ applied: [], remaining: [], refusals: [] });
  });
});
