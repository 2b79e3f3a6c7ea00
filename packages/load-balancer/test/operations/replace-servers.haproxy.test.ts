import { readFile } from "node:fs/promises";
import {
  request,
  startBackend,
  startTraffic,
  type TestBackend,
  type TestHaproxy,
} from "@haproxy-mcp/test-haproxy";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { LoadBalancer } from "../../src/index.js";
import { loadBalancerOf, startPools } from "../harness.js";

const LONG_MS = 60_000; // longer than any test: a wait that ends does so for another reason
const dead = { ip: "127.0.0.1", port: 1 };

let haproxy: TestHaproxy;
let loadBalancer: LoadBalancer;
let old: TestBackend;
let one: TestBackend;
let two: TestBackend;
beforeAll(async () => {
  haproxy = await startPools({ count: 10, slots: 4, check: "check inter 200ms" });
  [old, one, two] = await Promise.all([
    startBackend({ name: "old" }),
    startBackend({ name: "one" }),
    startBackend({ name: "two" }),
  ]);
  loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, { count: 10, slots: 4 });
});
afterAll(async () => {
  await Promise.all([old, one, two].map((backend) => backend[Symbol.asyncDispose]()));
  await haproxy[Symbol.asyncDispose]();
});

let count = 0;
/** A domain that no other test uses, on a server that is checked, and with a slot whose last server was checked healthy. */
async function newDomain(): Promise<string> {
  const domain = `d${++count}.example.test`;
  await loadBalancer.addDomain({ domain, server: old });
  await loadBalancer.addServer({ domain, ...one });
  await loadBalancer.waitHealthy({ domain, timeoutMs: LONG_MS });
  await loadBalancer.removeServer({ domain, slot: 2 });
  return domain;
}

const trafficTo = (domain: string) => startTraffic({ socketPath: haproxy.httpSocket }, [domain]);
const filesNow = () =>
  Promise.all([haproxy.mapFile, haproxy.serversFile].map((file) => readFile(file, "utf8")));

it("replaces servers with no failed request, and is done when it is made again", async () => {
  const domain = await newDomain();
  const stop = trafficTo(domain);
  const steps = new Set<string>();

  const replaced = await loadBalancer.replaceServers(
    { domain, servers: [{ ...one, weight: 2 }, two], timeoutMs: LONG_MS, drainTimeoutMs: LONG_MS },
    { onProgress: (step) => steps.add(step) },
  );

  expect((await stop()).filter((response) => !/^200 (?:old|one|two)$/.test(response))).toEqual([]);
  expect(replaced).toMatchObject({
    added: [
      { slot: 2, port: one.port, weight: 2, state: "ready" },
      { slot: 3, port: two.port },
    ],
    kept: [],
    removed: [{ slot: 1, port: old.port }],
    sessions: 0,
  });
  expect([...steps]).toEqual(["checking", "draining"]);
  const { servers } = await loadBalancer.listServers({ domain });
  expect(servers).toMatchObject([
    { slot: 2, status: "UP", state: "ready" },
    { slot: 3, status: "UP", state: "ready" },
  ]);
  const again = await loadBalancer.replaceServers({ domain, servers: [{ ...one, weight: 2 }, two] });
  expect(again).toMatchObject({ added: [], kept: [{ slot: 2 }, { slot: 3 }], removed: [] });
});

it("a move to two servers of which one is dead changes nothing and fails no request", async () => {
  const domain = await newDomain();
  const before = await filesNow();
  const stop = trafficTo(domain);

  const moving = loadBalancer.replaceServers({ domain, servers: [dead, two], timeoutMs: 900 });

  await expect(moving).rejects.toMatchObject({
    code: "NOT_HEALTHY",
    field: "servers",
    message: expect.stringMatching(
      /^127\.0\.0\.1:1 .*is (?:DOWN, connection \w+|not checked yet) after \d\.\d s; the replacement was rolled back$/,
    ),
  });
  expect(await stop()).toEqual(["200 old"]);
  expect(await filesNow()).toEqual(before);
  expect((await loadBalancer.findDrift()).differences).toEqual([]);
});

it("replaces servers with no failed request, though HAProxy is reloaded at each of its waits", async () => {
  const domain = await newDomain();
  const stop = trafficTo(domain);
  const reloads = new Map<string, Promise<void>>();
  const reloadAt = (step: string) => {
    if (!reloads.has(step)) reloads.set(step, haproxy.reload());
  };

  const replaced = await loadBalancer.replaceServers(
    { domain, servers: [one, two], timeoutMs: LONG_MS },
    { onProgress: reloadAt },
  );
  await Promise.all(reloads.values());

  expect([...reloads.keys()]).toEqual(["checking", "draining"]);
  expect(replaced.added).toHaveLength(2);
  await loadBalancer.restore(); // a worker that started meanwhile may have read the files of before
  expect(await stop()).toEqual(["200 old", "200 one", "200 two"]);
  expect(await trafficTo(domain)()).toEqual(["200 one", "200 two"]);
});

it("a move to a dead server that the domain has already changes nothing", async () => {
  const domain = await newDomain();
  await loadBalancer.addServer({ domain, ...dead });
  const before = await filesNow();

  const moving = loadBalancer.replaceServers({ domain, servers: [dead], timeoutMs: 0 });

  await expect(moving).rejects.toMatchObject({ code: "NOT_HEALTHY" });
  expect(await filesNow()).toEqual(before);
});

it("leaves no server behind where another client removes the domain meanwhile", async () => {
  const domain = await newDomain();
  let removed: Promise<unknown> | undefined;

  const moving = loadBalancer.replaceServers(
    { domain, servers: [dead], timeoutMs: 500 },
    {
      onProgress: () => {
        removed ??= loadBalancer.removeDomain({ domain });
      },
    },
  );

  await expect(moving).rejects.toMatchObject({ code: "NOT_HEALTHY" });
  await removed;
  expect((await loadBalancer.findDrift()).differences).toEqual([]);
});

it.each(["checking", "draining"] as const)(
  "puts everything back when its caller cancels while %s",
  async (when) => {
    const domain = await newDomain();
    await loadBalancer.addServer({ domain, ...two, slot: 4 });
    await loadBalancer.setServerState({ domain, slot: 4, state: "maint" });
    const before = await filesNow();
    const held = request({ socketPath: haproxy.httpSocket }, { host: domain, path: "/held" });
    const caller = new AbortController();

    const moving = loadBalancer.replaceServers(
      { domain, servers: [one, two], timeoutMs: LONG_MS, drainTimeoutMs: LONG_MS },
      { signal: caller.signal, onProgress: (step) => step === when && caller.abort() },
    );

    await expect(moving).rejects.toMatchObject({ code: "CANCELLED" });
    expect(await filesNow()).toEqual(before);
    old.release();
    expect((await held).body).toBe("old");
  },
);

it("replaces only the servers of the slots that are named", async () => {
  const domain = await newDomain();
  await loadBalancer.addServer({ domain, ...dead, slot: 4 });

  const replaced = await loadBalancer.replaceServers({ domain, servers: [one], slots: [4] });

  expect(replaced).toMatchObject({ added: [{ slot: 2 }], kept: [], removed: [{ slot: 4, port: 1 }] });
  expect((await loadBalancer.listServers({ domain })).servers.map(({ slot }) => slot)).toEqual([1, 2]);
});

it("a dry run shows the servers afterwards and changes nothing", async () => {
  const domain = await newDomain();
  const before = await filesNow();

  const { result, outlook } = await loadBalancer.dryRun((changes) =>
    changes.replaceServers({ domain, servers: [dead] }),
  );

  expect(result).toMatchObject({ added: [{ slot: 2, port: 1 }], removed: [{ slot: 1 }] });
  expect(outlook).toMatchObject({
    domains: [domain],
    slots: [
      { slot: 1, after: undefined },
      { slot: 2, before: undefined, after: { port: 1, state: "ready" } },
    ],
  });
  expect(await filesNow()).toEqual(before);
});

it.each([
  ["no server", [], undefined, "OUT_OF_RANGE", "servers"],
  ["a server twice", [dead, { ...dead, weight: 2 }], undefined, "INVALID_INPUT", "servers[1].ip"],
  ["only weights of 0", [{ ...dead, weight: 0 }], undefined, "OUT_OF_RANGE", "servers[0].weight"],
  ["an empty slot", [dead], [3], "SLOT_EMPTY", "slot"],
  [
    "more than the slots beside the old ones",
    [81, 82, 83, 84].map((port) => ({ ip: "::1", port })),
    undefined,
    "NO_FREE_SLOT",
    "servers[3]",
  ],
])("refuses %s", async (_what, servers, slots, code, field) => {
  const domain = `refused${++count}.example.test`;
  await loadBalancer.addDomain({ domain, server: old });

  await expect(loadBalancer.replaceServers({ domain, servers, slots })).rejects.toMatchObject({
    code,
    field,
  });
  await loadBalancer.removeDomain({ domain });
});
