import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { request, startBackend, startCountingProxy } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { loadBalancerOf, startPools } from "../harness.js";
import { observe } from "../observe.js";

const big = { count: 100, slots: 10 };

/** Files of 100 domains with 10 servers each, all on one backend. */
function filledFiles(ip: string, port: number): { readonly map: string; readonly servers: string } {
  const names = Array.from({ length: big.count }, (_, i) => `d${i + 1}.example.test`);
  const slots = Array.from({ length: big.slots }, (_, i) => [i + 1, { ip, http_port: port, weight: i + 1 }]);
  return {
    map: names.map((name, i) => `${name} pool_${i + 1}\n`).join(""),
    servers: JSON.stringify(Object.fromEntries(names.map((name) => [name, Object.fromEntries(slots)]))),
  };
}

it("fills an empty HAProxy with 1,000 servers over a single connection for all changes", async () => {
  await using haproxy = await startPools(big);
  await using backend = await startBackend({ name: "backend" });
  const { map, servers } = filledFiles(backend.ip, backend.port);
  await writeFile(haproxy.mapFile, map);
  await writeFile(haproxy.serversFile, servers);
  await using proxy = await startCountingProxy({
    target: { path: haproxy.runtimeSocket },
    listenPath: join(haproxy.dir, "counting.sock"),
  });

  const restored = await loadBalancerOf(haproxy, proxy.path, big).restore();

  expect(restored.applied).toHaveLength(1_100);
  expect(restored.remaining).toEqual([]);
  const writing = proxy.sent().filter((text) => /set server|add map/.test(text));
  expect(writing).toHaveLength(1);
  expect(writing[0]?.match(/set server \S+ addr/g)).toHaveLength(1_000);
  expect(writing[0]?.match(/add map/g)).toHaveLength(100);
  expect(proxy.connections()).toBe(3); // which map, what runs, the changes with their read-back
  const answer = await request({ socketPath: haproxy.httpSocket }, { host: "d100.example.test" });
  expect(answer.body).toBe("backend");
});

it("sends nothing when HAProxy is right already", async () => {
  await using haproxy = await startPools();
  await using proxy = await startCountingProxy({
    target: { path: haproxy.runtimeSocket },
    listenPath: join(haproxy.dir, "counting.sock"),
  });
  const loadBalancer = loadBalancerOf(haproxy, proxy.path);
  await loadBalancer.addDomain({ domain: "a.example.test", server: { ip: "127.0.0.1" } });
  const before = proxy.sent().length;

  expect(await loadBalancer.restore()).toMatchObject({ applied: [], remaining: [] });

  expect(proxy.sent().slice(before).join("")).not.toMatch(/set server|(?:add|del) map/);
});

it("repairs what was changed by hand on the socket, and leaves routes to other backends alone", async () => {
  await using haproxy = await startPools({ files: { "domains.map": "own.example.test be_own\n" } });
  const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
  await loadBalancer.addDomain({ domain: "a.example.test", server: { ip: "127.0.0.1", port: 81 } });
  await haproxy.runtime("set server pool_1/pool_1_1 addr 127.0.0.9 port 9");
  await haproxy.runtime("set server pool_1/pool_1_1 state maint");
  await haproxy.runtime("set server pool_2/pool_2_3 addr 127.0.0.9 port 9");
  await haproxy.runtime(`add map ${haproxy.mapFile} a.example.test pool_2`);
  await haproxy.runtime(`add map ${haproxy.mapFile} stray.example.test pool_2`);

  const { applied, remaining } = await loadBalancer.restore();

  expect(applied.map((found) => (found.kind === "map" ? found.key : found.name)).sort()).toEqual([
    "a.example.test",
    "pool_1_1",
    "pool_2_3",
    "stray.example.test",
  ]);
  expect(remaining).toEqual([]);
  const { map, servers } = await observe(haproxy);
  expect(map).toEqual(["a.example.test pool_1", "own.example.test be_own"]);
  expect(servers).toEqual(["pool_1_1 127.0.0.1:81 weight 1 ready"]);
});

it("keeps and reports servers whose name has no line in the map", async () => {
  const servers = {
    "a.example.test": { 1: { ip: "127.0.0.1", http_port: 81 } },
    "half.example.test": { 1: { ip: "127.0.0.1", http_port: 82 } },
  };
  await using haproxy = await startPools({
    files: { "domains.map": "a.example.test pool_1\n", "servers.json": JSON.stringify(servers) },
  });
  const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);

  const restored = await loadBalancer.restore();

  expect(restored.orphans).toEqual([{ name: "half.example.test", since: undefined }]);
  expect(JSON.parse(await readFile(haproxy.serversFile, "utf8"))).toEqual(servers);
  expect((await loadBalancer.listDomains()).domains.map(({ domain }) => domain)).toEqual(["a.example.test"]);
  expect((await observe(haproxy)).map).toEqual(["a.example.test pool_1"]);
});

it("restores the rest where HAProxy lacks a slot, and says so", async () => {
  await using haproxy = await startPools({
    files: {
      "domains.map": "a.example.test pool_1\nb.example.test pool_2\n",
      "servers.json": JSON.stringify({
        "a.example.test": { 1: { ip: "127.0.0.1", http_port: 81 } },
        "b.example.test": { 9: { ip: "127.0.0.1", http_port: 82 } },
      }),
    },
  });

  const restored = await loadBalancerOf(haproxy, haproxy.runtimeSocket).restore();

  expect(restored.applied).toMatchObject([{ name: "pool_1_1" }]);
  expect(restored.remaining).toMatchObject([{ name: "pool_2_9" }]);
  expect(restored.refusals.join()).toContain("No such server");
});

it.each([
  ["an emptied map", { "domains.map": "" }],
  ["an emptied servers file", { "servers.json": "{}" }],
])("deletes nothing for %s", async (_what, lost) => {
  await using haproxy = await startPools();
  const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
  for (const name of ["a", "b", "c"]) {
    await loadBalancer.addDomain({ domain: `${name}.example.test`, server: { ip: "127.0.0.1" } });
  }
  for (const [name, text] of Object.entries(lost)) await writeFile(join(haproxy.dir, name), text);
  const before = await observe(haproxy);

  await expect(loadBalancer.restore()).rejects.toMatchObject({ code: "STATE_TOO_SMALL" });

  expect(await observe(haproxy)).toEqual(before);
  expect(before.map).toContain("c.example.test pool_3");
});
