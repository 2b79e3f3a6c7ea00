import { readFile } from "node:fs/promises";
import { request, startBackend, type TestHaproxy } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import type { LoadBalancer } from "../../src/index.js";
import { loadBalancerOf, startPools } from "../harness.js";

const domain = "a.example.test";

async function runningServers(haproxy: TestHaproxy, pool = "pool_1"): Promise<readonly string[]> {
  const rows = await haproxy.runtime(`show servers state ${pool}`);
  return rows
    .split("\n")
    .filter((row) => /^\d+ pool/.test(row))
    .map((row) => row.split(" "))
    .map(
      (cells) => `${cells[3]} ${cells[4]}:${cells[18]} weight ${cells[7]} ${adminState(Number(cells[6]))}`,
    );
}

/** By the bits that management.txt gives for "show servers state". */
function adminState(bits: number): string {
  if (bits & 1) return "maint";
  return bits & 8 ? "drain" : "ready";
}

describe("states and weights", () => {
  it("hold in HAProxy and on disk, and HAProxy loads them by itself at a restart", async () => {
    await using haproxy = await startPools();
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
    await loadBalancer.addDomain({ domain });
    await loadBalancer.addServers({
      domain,
      servers: [{ ip: "127.0.0.1", port: 81, state: "drain" }, { ip: "::1", port: 82 }, { ip: "127.0.0.3" }],
    });

    const added = await runningServers(haproxy);
    const maint = await loadBalancer.setServerState({ domain, slot: 1, state: "maint" });
    const drain = await loadBalancer.setServerState({ domain, slot: 2, state: "drain" });
    const weight = await loadBalancer.setServerWeight({ domain, slot: 3, weight: 0 });

    expect(added[0]).toBe("pool_1_1 127.0.0.1:81 weight 1 drain");
    expect(maint).toMatchObject({ previous: { state: "drain" }, server: { state: "maint" }, sessions: 0 });
    expect(drain.server.state).toBe("drain");
    expect(weight).toMatchObject({ previous: { weight: 1 }, server: { weight: 0 } });
    const wanted = [
      "pool_1_1 127.0.0.1:81 weight 1 maint",
      "pool_1_2 ::1:82 weight 1 drain",
      "pool_1_3 127.0.0.3:80 weight 0 ready",
    ];
    expect(await runningServers(haproxy)).toEqual(wanted);
    await haproxy.restart();
    expect(await runningServers(haproxy)).toEqual(wanted);
    expect(await loadBalancer.restore()).toMatchObject({ applied: [], remaining: [] });
    expect(JSON.parse(await readFile(haproxy.serversFile, "utf8"))[domain]).toEqual({
      1: { ip: "127.0.0.1", http_port: 81, state: "maint" },
      2: { ip: "::1", http_port: 82, state: "drain" },
      3: { ip: "127.0.0.3", http_port: 80, weight: 0 },
    });
  });

  it("of a whole domain decide whether it serves", async () => {
    await using haproxy = await startPools();
    await using one = await startBackend({ name: "one" });
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
    await loadBalancer.addDomain({ domain, server: one });
    await loadBalancer.addServer({ domain, ip: one.ip, port: one.port, weight: 2 });
    const status = async () => (await request({ socketPath: haproxy.httpSocket }, { host: domain })).status;

    for (const [state, expected] of [
      ["drain", 503],
      ["maint", 503],
      ["ready", 200],
    ] as const) {
      const { servers } = await loadBalancer.setDomainState({ domain, state });
      expect(servers.map((server) => server.state)).toEqual([state, state]);
      expect(await status()).toBe(expected);
    }
  });

  it.each<[string, (loadBalancer: LoadBalancer) => Promise<unknown>, string, string]>([
    ["state", (lb) => lb.setServerState({ domain, slot: 1, state: "up" }), "INVALID_INPUT", "state"],
    ["domain state", (lb) => lb.setDomainState({ domain, state: "" }), "INVALID_INPUT", "state"],
    ["weight", (lb) => lb.setServerWeight({ domain, slot: 1, weight: 257 }), "OUT_OF_RANGE", "weight"],
    ["no servers", (lb) => lb.addServers({ domain, servers: [] }), "OUT_OF_RANGE", "servers"],
    [
      "too many servers",
      (lb) => lb.addServers({ domain, servers: Array.from({ length: 11 }, () => ({ ip: "::1" })) }),
      "OUT_OF_RANGE",
      "servers",
    ],
    [
      "the address of the third",
      (lb) => lb.addServers({ domain, servers: [{ ip: "::1" }, { ip: "::2" }, { ip: "x" }] }),
      "INVALID_ADDRESS",
      "servers[2].ip",
    ],
    [
      "the state of a new one",
      (lb) => lb.addServers({ domain, servers: [{ ip: "::1", state: "up" as never }] }),
      "INVALID_INPUT",
      "servers[0].state",
    ],
    [
      "the time to drain",
      (lb) => lb.removeServer({ domain, slot: 1, drainTimeoutMs: Number.NaN }),
      "OUT_OF_RANGE",
      "drainTimeoutMs",
    ],
    ["the time to wait", (lb) => lb.waitDrain({ domain, timeoutMs: -1 }), "OUT_OF_RANGE", "timeoutMs"],
  ])("refuse %s precisely, and change nothing", async (_what, call, code, field) => {
    await using haproxy = await startPools();
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
    await loadBalancer.addDomain({ domain, server: { ip: "127.0.0.1" } });
    const before = [await runningServers(haproxy), await readFile(haproxy.serversFile, "utf8")];

    await expect(call(loadBalancer)).rejects.toMatchObject({ code, field });

    expect([await runningServers(haproxy), await readFile(haproxy.serversFile, "utf8")]).toEqual(before);
  });
});

describe("several servers at once", () => {
  it("are added all or none", async () => {
    await using haproxy = await startPools();
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
    await loadBalancer.addDomain({ domain, server: { ip: "127.0.0.1" } });
    const before = await runningServers(haproxy);

    const tooMany = loadBalancer.addServers({
      domain,
      servers: [{ ip: "::1" }, { ip: "::2" }, { ip: "::3" }],
    });
    await expect(tooMany).rejects.toMatchObject({ code: "NO_FREE_SLOT", field: "servers[2]" });
    expect(await runningServers(haproxy)).toEqual(before);

    const { servers } = await loadBalancer.addServers({
      domain,
      servers: [{ ip: "::1" }, { ip: "::2", slot: 2, weight: 9 }],
    });
    expect(servers.map(({ name, ip }) => `${name} ${ip}`)).toEqual(["pool_1_3 ::1", "pool_1_2 ::2"]);
  });
});
