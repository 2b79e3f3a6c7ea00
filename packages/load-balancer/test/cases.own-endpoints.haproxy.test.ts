import { readFile, writeFile } from "node:fs/promises";
import { renderConfig } from "@haproxy-mcp/haproxy-host";
import { createFileStateStore } from "@haproxy-mcp/map-store";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { freePort, request, restedClock, startHaproxy, type TestHaproxy } from "@haproxy-mcp/test-haproxy";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createLoadBalancer, refuseOwnEndpoints, renderServerState } from "../src/index.js";
import { observe } from "./observe.js";

// HA7: HAProxy's own endpoints as servers. Other inputs of the kind: a server among others, an address of another form, an alias, records
// written by hand, a server that was set on HAProxy's socket and is adopted, a rule that changes.

const pools = { count: 4, slots: 3 };
let haproxy: TestHaproxy;
let port: number;

beforeAll(async () => {
  port = await freePort();
  haproxy = await startHaproxy({
    config: ({ httpSocket, runtimeSocket, mapFile, stateFile }) =>
      renderConfig({
        pools,
        httpBinds: [`unix@${httpSocket}`],
        statsSockets: [`${runtimeSocket} level admin`, `ipv4@127.0.0.1:${port} level admin`],
        mapFile,
        stateFile,
      }),
  });
});

afterAll(() => haproxy[Symbol.asyncDispose]());

function loadBalancerThatRefuses(refusedPort: () => number | undefined) {
  const rules = new Map<number | undefined, ReturnType<typeof refuseOwnEndpoints>>();
  const refuseServer = () => {
    const its = refusedPort();
    const rule =
      rules.get(its) ?? refuseOwnEndpoints(its === undefined ? [] : [{ what: "the Runtime API", port: its }]);
    rules.set(its, rule);
    return rule;
  };
  const { mapFile, serversFile, stateFile, runtimeSocket } = haproxy;
  const store = createFileStateStore({
    mapFile,
    serversFile,
    derived: [{ file: stateFile, render: renderServerState }],
    clock: restedClock,
    refuseServer,
  });
  const runtime = createRuntimeApiClient({ address: { path: runtimeSocket } });
  return createLoadBalancer({ store, runtime, pools, mapFile });
}

/** A visitor sends commands in the lines of an HTTP request. */
const attack = (host: string) =>
  request(
    { socketPath: haproxy.httpSocket },
    { host, path: "/;prompt;x", headers: { X: "a;set server pool_1/pool_1_1 addr 198.51.100.6 port 666" } },
  );

const addressOfVictim = async () =>
  /pool_1_1 (\S+)/.exec(await haproxy.runtime("show servers state pool_1"))?.[1];

const addressesOf = async (pool: string) =>
  [...(await haproxy.runtime(`show servers state ${pool}`)).matchAll(/pool_\d_\d (\S+)/g)].map(
    ([, ip]) => ip,
  );

beforeEach(async () => {
  await writeFile(haproxy.mapFile, "");
  await writeFile(haproxy.serversFile, "{}");
  const loadBalancer = loadBalancerThatRefuses(() => undefined);
  await loadBalancer.restore({ allowShrink: true });
  await loadBalancer.addDomain({ domain: "victim.test", server: { ip: "198.51.100.1" } });
});

describe("HA7", () => {
  it("reproduces: with the Runtime API as a server, visitors control HAProxy", async () => {
    const loadBalancer = loadBalancerThatRefuses(() => undefined);
    await loadBalancer.addDomain({ domain: "evil.test", server: { ip: "127.0.0.1", port } });

    await attack("evil.test");

    expect(await addressOfVictim()).toBe("198.51.100.6");
  });

  it("is refused however a server is added, and nothing changes", async () => {
    const loadBalancer = loadBalancerThatRefuses(() => port);
    await loadBalancer.addDomain({ domain: "evil.test" });
    const before = await observe(haproxy);
    const server = { ip: "127.0.0.1", port };

    for (const call of [
      () => loadBalancer.addDomain({ domain: "new.test", server }),
      () =>
        loadBalancer.addDomain({ domain: "new.test", server: { ...server, ip: "127.9.9.9" }, replace: true }),
      () => loadBalancer.addDomain({ domain: "new.test", servers: [server] }),
      () => loadBalancer.addServer({ domain: "evil.test", ...server, ip: "::ffff:127.0.0.1" }),
      () => loadBalancer.addServers({ domain: "evil.test", servers: [{ ip: "198.51.100.2" }, server] }),
    ])
      await expect(call()).rejects.toMatchObject({ code: "REFUSED_SERVER" });

    expect(await observe(haproxy)).toEqual(before);
    expect((await attack("evil.test")).status).toBe(503);
    expect(await addressOfVictim()).toBe("198.51.100.1");
  });

  it("reports a record written by hand and does not set it", async () => {
    const loadBalancer = loadBalancerThatRefuses(() => port);
    await loadBalancer.addDomain({ domain: "evil.test", server: { ip: "198.51.100.3" } });
    const records = JSON.parse(await readFile(haproxy.serversFile, "utf8"));
    records["evil.test"] = { 1: { ip: "127.0.0.1", http_port: port }, 2: { ip: "198.51.100.4" } };
    await writeFile(haproxy.serversFile, JSON.stringify(records));

    const { uncertain, remaining } = await loadBalancer.restore();

    expect(uncertain).toMatchObject([
      {
        kind: "REFUSED",
        name: "evil.test",
        slot: 1,
        message: `evil.test, slot 1: 127.0.0.1:${port} is the Runtime API, which can't be a server`,
      },
    ]);
    expect(remaining).toEqual([]);
    expect(await addressesOf("pool_2")).toEqual([
      "198.51.100.3", // left as it was
      "198.51.100.4",
      "0.0.0.0",
    ]);
    expect(await readFile(haproxy.stateFile, "utf8")).not.toContain("127.0.0.1");
    await expect(
      loadBalancer.setServerState({ domain: "evil.test", slot: 1, state: "drain" }),
    ).rejects.toMatchObject({
      code: "UNCERTAIN",
    });
  });

  it("empties the slot of a record that runs since before the rule, and leaves its route and other slots", async () => {
    await loadBalancerThatRefuses(() => undefined).addDomain({
      domain: "evil.test",
      server: { ip: "127.0.0.1", port },
    });
    await loadBalancerThatRefuses(() => undefined).addServer({ domain: "evil.test", ip: "198.51.100.4" });
    expect(await readFile(haproxy.stateFile, "utf8")).toContain("127.0.0.1");
    const loadBalancer = loadBalancerThatRefuses(() => port);

    const { applied, remaining, uncertain } = await loadBalancer.restore();

    expect(applied).toMatchObject([{ name: "pool_2_1", running: { ip: "127.0.0.1", port } }]);
    expect(remaining).toEqual([]);
    expect(uncertain).toMatchObject([
      { kind: "REFUSED", slot: 1, running: "pool_2", atReload: "HAProxy leaves the slot empty" },
    ]);
    expect(await addressesOf("pool_2")).toEqual(["0.0.0.0", "198.51.100.4", "0.0.0.0"]);
    expect(await readFile(haproxy.stateFile, "utf8")).not.toContain("127.0.0.1");
    expect(await readFile(haproxy.serversFile, "utf8")).toContain("127.0.0.1"); // reported, for the operator
    await attack("evil.test");
    expect(await addressOfVictim()).toBe("198.51.100.1");
  });

  it("removes a refused record with its server, whatever runs in its slot", async () => {
    const before = loadBalancerThatRefuses(() => undefined);
    await before.addDomain({ domain: "evil.test", server: { ip: "127.0.0.1", port } });
    await before.addDomain({ domain: "edited.test", server: { ip: "198.51.100.3" } });
    const records = JSON.parse(await readFile(haproxy.serversFile, "utf8"));
    records["edited.test"] = { 1: { ip: "127.0.0.1", http_port: port } };
    await writeFile(haproxy.serversFile, JSON.stringify(records));
    const loadBalancer = loadBalancerThatRefuses(() => port);
    await loadBalancer.restore();
    expect(await addressesOf("pool_3")).toEqual(["198.51.100.3", "0.0.0.0", "0.0.0.0"]);

    const removed = [
      await loadBalancer.removeServer({ domain: "evil.test", slot: 1, drainTimeoutMs: 1000 }),
      await loadBalancer.removeServer({ domain: "edited.test", slot: 1 }),
    ];
    expect(await readFile(haproxy.stateFile, "utf8")).not.toMatch(/127\.0\.0\.1|198\.51\.100\.3/);
    const added = await loadBalancer.addServer({ domain: "evil.test", ip: "198.51.100.4" });

    expect(removed).toMatchObject([
      { pool: "pool_2", server: { slot: 1, ip: "127.0.0.1", port } },
      { pool: "pool_3", server: { slot: 1, ip: "127.0.0.1", port } },
    ]);
    expect(added.server.slot).toBe(1);
    expect(await addressesOf("pool_2")).toEqual(["198.51.100.4", "0.0.0.0", "0.0.0.0"]);
    expect(await addressesOf("pool_3")).toEqual(["0.0.0.0", "0.0.0.0", "0.0.0.0"]);
    expect(Object.keys(JSON.parse(await readFile(haproxy.serversFile, "utf8")))).toEqual([
      "victim.test",
      "evil.test",
    ]);
    expect(await loadBalancer.restore()).toMatchObject({ applied: [], remaining: [], uncertain: [] });
  });

  it("leaves the slot of a refused or unreadable record to it when a server is added", async () => {
    const loadBalancer = loadBalancerThatRefuses(() => port);
    await loadBalancer.addDomain({ domain: "evil.test" });
    const records = JSON.parse(await readFile(haproxy.serversFile, "utf8"));
    records["evil.test"] = { 1: { ip: "127.0.0.1", http_port: port }, 2: { ip: "nonsense" } };
    records["back.test"] = { 1: { ip: "127.0.0.1", http_port: port } };
    await writeFile(haproxy.serversFile, JSON.stringify(records));
    let next = 0;
    const add = (slot?: number) =>
      loadBalancer.addServer({ domain: "evil.test", ip: "198.51.100.4", port: ++next, slot });

    const outcomes = await Promise.allSettled([
      add(1),
      add(2),
      add(),
      add(),
      loadBalancer.addServer({ domain: "victim.test", ip: "198.51.100.5" }),
      loadBalancer.addDomain({ domain: "back.test", server: { ip: "198.51.100.6" } }),
    ]);

    expect(outcomes).toMatchObject([
      {
        reason: {
          code: "SLOT_TAKEN",
          message: expect.stringMatching(
            /^slot 1 has a server that is refused, which was left unchanged: .*servers\.json:\d+: evil\.test, slot 1: /,
          ),
        },
      },
      {
        reason: {
          code: "SLOT_TAKEN",
          message: expect.stringContaining("slot 2 has a record that can't be read"),
        },
      },
      { value: { server: { slot: 3 } } },
      { reason: { code: "NO_FREE_SLOT" } },
      { value: { server: { slot: 2 } } },
      { value: { servers: [{ slot: 2 }] } },
    ]);
    expect(JSON.parse(await readFile(haproxy.serversFile, "utf8"))["evil.test"]).toMatchObject(
      records["evil.test"],
    );
  });

  it("does not adopt one that was set on HAProxy's socket", async () => {
    const loadBalancer = loadBalancerThatRefuses(() => port);
    await haproxy.runtime(`set server pool_1/pool_1_1 addr 127.0.0.1 port ${port}`);

    const { differences } = await loadBalancer.saveState({ adoptRunning: true });

    expect(differences).toMatchObject([{ name: "pool_1_1", desired: { ip: "198.51.100.1" } }]);
    await loadBalancer.restore();
    expect(await addressOfVictim()).toBe("198.51.100.1");
  });

  it("follows a rule that changes", async () => {
    let refused: number | undefined;
    const loadBalancer = loadBalancerThatRefuses(() => refused);
    await loadBalancer.addDomain({ domain: "evil.test", server: { ip: "127.0.0.1", port } });
    expect((await loadBalancer.restore()).uncertain).toEqual([]);

    refused = port;

    expect((await loadBalancer.restore()).uncertain).toMatchObject([{ kind: "REFUSED", name: "evil.test" }]);
    expect((await loadBalancer.read()).state.pools.get(2)?.servers.size).toBe(0);
  });
});
