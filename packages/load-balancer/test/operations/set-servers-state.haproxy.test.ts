import { readFile } from "node:fs/promises";
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

it("CL12 refuses to select every server, and what is no address", async () => {
  await using haproxy = await startPools();
  const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);

  await expect(loadBalancer.setServersState({ state: "drain" })).rejects.toMatchObject({ field: "address" });
  await expect(loadBalancer.setServersState({ state: "drain", address: "10.0.0" })).rejects.toMatchObject({
    code: "INVALID_ADDRESS",
  });
});
