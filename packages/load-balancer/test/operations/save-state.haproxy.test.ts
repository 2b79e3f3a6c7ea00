import { readFile, rm, writeFile } from "node:fs/promises";
import type { TestHaproxy } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { describeDifference, type LoadBalancer } from "../../src/index.js";
import { loadBalancerOf, startPools } from "../harness.js";

const a = "a.example.test";
const b = "b.example.test";

async function arrange(haproxy: TestHaproxy): Promise<LoadBalancer> {
  const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
  await loadBalancer.addDomain({ domain: a, server: { ip: "127.0.0.1", port: 81 } });
  await loadBalancer.addServer({ domain: a, ip: "127.0.0.1", port: 82 });
  await loadBalancer.addDomain({ domain: b, server: { ip: "127.0.0.1", port: 83 } });
  return loadBalancer;
}

const words = (list: readonly Parameters<typeof describeDifference>[0][]) =>
  list.map(describeDifference).sort();

it("writes servers.state, changes nothing else, and lists where HAProxy differs", async () => {
  await using haproxy = await startPools();
  const loadBalancer = await arrange(haproxy);
  const wanted = await readFile(haproxy.stateFile, "utf8");
  await rm(haproxy.stateFile);
  await haproxy.runtime("set server pool_1/pool_1_1 weight 9");

  const { adopted, differences, notCompared } = await loadBalancer.saveState();

  expect(await readFile(haproxy.stateFile, "utf8")).toBe(wanted);
  expect([adopted, notCompared]).toEqual([[], undefined]);
  expect(words(differences)).toEqual([
    "pool_1_1 is 127.0.0.1:81 weight 9 ready, should be 127.0.0.1:81 weight 1 ready",
  ]);
});

it("takes what was changed by hand into the files, and HAProxy restarts with it", async () => {
  await using haproxy = await startPools();
  const loadBalancer = await arrange(haproxy);
  const { mapFile } = haproxy;
  for (const line of [
    "set server pool_1/pool_1_1 addr ::1 port 91",
    "set server pool_1/pool_1_1 weight 9",
    "set server pool_1/pool_1_2 state maint",
    "set server pool_1/pool_1_2 addr 0.0.0.0 port 80",
    "set server pool_2/pool_2_3 addr 127.0.0.9 port 99",
    "set server pool_2/pool_2_3 state drain",
    `add map ${mapFile} new.example.test pool_4`,
    "set server pool_4/pool_4_1 addr 127.0.0.4 port 94",
    "set server pool_4/pool_4_1 state ready",
    `add map ${mapFile} .wild.example.test pool_1`,
    `add map ${mapFile} Odd.Example.Test pool_1`,
    `add map ${mapFile} own.example.test mine`,
  ])
    await haproxy.runtime(line);

  const { adopted, differences } = await loadBalancer.saveState({ adoptRunning: true });

  expect(adopted).toHaveLength(6);
  // keys that are no domain, and backends that are no pool: the files cannot say that
  expect(words(differences)).toEqual([
    "Odd.Example.Test is routed to pool_1, should not be routed",
    "own.example.test is routed to mine, should not be routed",
  ]);
  const list = await loadBalancer.listDomains({ includeWildcards: true });
  expect(list.domains.map(({ domain, pool, servers }) => [domain, pool, servers.length])).toEqual([
    ["*.wild.example.test", "pool_1", 1],
    [a, "pool_1", 1],
    [b, "pool_2", 2],
    ["new.example.test", "pool_4", 1],
  ]);
  await haproxy.restart();
  expect((await loadBalancer.findDrift()).differences).toEqual([]);
  expect((await loadBalancer.listServers({ domain: a })).servers).toMatchObject([
    { slot: 1, ip: "::1", port: 91, weight: 9, state: "ready" },
  ]);
});

it("adopts the removal of a name, and no name that was moved", async () => {
  await using haproxy = await startPools();
  const loadBalancer = await arrange(haproxy);
  const { mapFile } = haproxy;
  await haproxy.runtime(`del map ${mapFile} ${b}`);
  await haproxy.runtime(`set map ${mapFile} ${a} pool_5`);

  const { adopted, differences } = await loadBalancer.saveState({ adoptRunning: true });

  expect(words(adopted)).toEqual([`${b} is not routed, should be routed to pool_2 only`]);
  expect(words(differences)).toEqual([
    `${a} is routed to pool_5, should be routed to pool_1 only`,
    "pool_2_1 is 127.0.0.1:83 weight 1 ready, should be empty",
  ]);
});

it("brings a lost map back from the HAProxy that still runs by it", async () => {
  await using haproxy = await startPools();
  const loadBalancer = await arrange(haproxy);
  const { domains } = await loadBalancer.listDomains();
  await writeFile(haproxy.mapFile, "");

  const { adopted, differences } = await loadBalancer.saveState({ adoptRunning: true });

  expect([adopted.length, differences]).toEqual([5, []]); // two names, three servers
  expect((await loadBalancer.listDomains()).domains).toEqual(domains);
});

it.each([
  ["the map", (haproxy: TestHaproxy) => [`clear map ${haproxy.mapFile}`]],
  [
    "its servers",
    () =>
      ["pool_1/pool_1_1", "pool_1/pool_1_2", "pool_2/pool_2_1"].flatMap((name) => [
        `set server ${name} state maint`,
        `set server ${name} addr 0.0.0.0`,
      ]),
  ],
])("adopts nothing from an HAProxy that has lost %s", async (_what, lines) => {
  await using haproxy = await startPools();
  const loadBalancer = await arrange(haproxy);
  const before = await readFile(haproxy.mapFile, "utf8");
  for (const line of lines(haproxy)) await haproxy.runtime(line);

  await expect(loadBalancer.saveState({ adoptRunning: true })).rejects.toMatchObject({
    code: "STATE_TOO_SMALL",
  });
  expect(await readFile(haproxy.mapFile, "utf8")).toBe(before);
  await loadBalancer.restore();
  expect((await loadBalancer.findDrift()).differences).toEqual([]);
});

it("writes the file also while HAProxy is stopped, says so, and then adopts nothing", async () => {
  await using haproxy = await startPools();
  const loadBalancer = await arrange(haproxy);
  const wanted = await readFile(haproxy.stateFile, "utf8");
  await haproxy.stop();
  await writeFile(haproxy.stateFile, "nonsense");

  expect(await loadBalancer.saveState()).toMatchObject({
    differences: [],
    notCompared: expect.stringContaining("HAProxy at"),
  });
  expect(await readFile(haproxy.stateFile, "utf8")).toBe(wanted);
  await expect(loadBalancer.saveState({ adoptRunning: true })).rejects.toMatchObject({
    code: "HAPROXY_UNREACHABLE",
  });
});
