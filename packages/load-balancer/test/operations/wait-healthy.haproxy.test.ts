import { startBackend, type TestBackend, type TestHaproxy } from "@haproxy-mcp/test-haproxy";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LoadBalancer } from "../../src/index.js";
import { loadBalancerOf, startPools } from "../harness.js";

const LONG_MS = 60_000; // longer than any test: a wait that ends does so for another reason
const dead = { ip: "127.0.0.1", port: 1 };

let haproxy: TestHaproxy;
let backend: TestBackend;
let loadBalancer: LoadBalancer;
beforeAll(async () => {
  haproxy = await startPools({ count: 10, slots: 4, check: "check inter 200ms" });
  backend = await startBackend({ name: "one" });
  loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, { count: 10, slots: 4 });
});
afterAll(async () => {
  await backend[Symbol.asyncDispose]();
  await haproxy[Symbol.asyncDispose]();
});

describe("waiting until servers are healthy", () => {
  it("ends once each ready server was checked, and reports how many are left meanwhile", async () => {
    const domain = "healthy.example.test";
    await loadBalancer.addDomain({ domain, server: backend });
    await loadBalancer.addServers({
      domain,
      servers: [{ slot: 2, ip: backend.ip, port: backend.port }, dead],
    });
    await loadBalancer.setServerState({ domain, slot: 3, state: "maint" });
    await loadBalancer.addServer({ domain, ...dead, port: 2, weight: 0 });
    const left: number[] = [];

    const report = await loadBalancer.waitHealthy(
      { domain, timeoutMs: LONG_MS },
      { onProgress: (count) => left.push(count) },
    );

    expect(report).toMatchObject({
      healthy: true,
      servers: [
        { slot: 1, status: "UP", check: "connection accepted" },
        { slot: 2, status: "UP" },
      ],
    });
    expect(left.at(-1)).toBe(0);
  });

  it("ends when its time is up, with what was found", async () => {
    const domain = "dead.example.test";
    await loadBalancer.addDomain({ domain, server: dead });

    const report = await loadBalancer.waitHealthy({ domain, slot: 1, timeoutMs: 300 });

    expect(report).toMatchObject({ healthy: false, servers: [{ slot: 1 }] });
    expect(["CHECKING", "DOWN"]).toContain(report.servers[0]?.status);
  });

  it("ends at once where no server is ready", async () => {
    const domain = "none.example.test";
    await loadBalancer.addDomain({ domain, server: backend });
    await loadBalancer.setServerState({ domain, slot: 1, state: "maint" });

    const report = await loadBalancer.waitHealthy({ domain, timeoutMs: LONG_MS });

    expect(report).toMatchObject({ healthy: false, servers: [] });
  });

  it("ends at once when its caller cancels", async () => {
    const domain = "cancelled.example.test";
    await loadBalancer.addDomain({ domain, server: dead });
    const caller = new AbortController();

    const waiting = loadBalancer.waitHealthy(
      { domain, timeoutMs: LONG_MS },
      { signal: caller.signal, onProgress: () => caller.abort() },
    );

    await expect(waiting).rejects.toMatchObject({
      code: "CANCELLED",
      message: "cancelled while 1 server was not checked healthy",
    });
  });

  it.each([
    ["an unknown domain", { domain: "x.example.test" }, "DOMAIN_NOT_FOUND", "domain"],
    ["an empty slot", { domain: "empty.example.test", slot: 2 }, "SLOT_EMPTY", "slot"],
    ["a slot beyond the pool", { domain: "empty.example.test", slot: 5 }, "SLOT_OUT_OF_RANGE", "slot"],
  ])("refuses %s", async (_what, input, code, field) => {
    await loadBalancer.addDomain({ domain: "empty.example.test" }).catch(() => {});

    await expect(loadBalancer.waitHealthy(input)).rejects.toMatchObject({ code, field });
  });
});
