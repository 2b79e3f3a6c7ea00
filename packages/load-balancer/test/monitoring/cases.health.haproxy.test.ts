import { startBackend, until } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import type { LoadBalancer } from "../../src/index.js";
import { loadBalancerOf, startPools } from "../harness.js";

const LIMIT_MS = 10_000;
const domain = "a.example.test";
/** HAProxy reports the second for the first where it got no time for as long as a check may take. */
const REFUSED = ["connection refused", "connection timed out"];
const DEAD = [
  { ip: "127.0.0.1", port: 1 },
  { ip: "::1", port: 1 },
];

async function arrange() {
  const backend = await startBackend({ name: "one" });
  const haproxy = await startPools({ check: "check inter 200ms", slots: 4 });
  const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, { slots: 4 });
  await loadBalancer.addDomain({ domain, server: backend });
  return {
    backend,
    loadBalancer,
    async [Symbol.asyncDispose]() {
      await haproxy[Symbol.asyncDispose]();
      await backend[Symbol.asyncDispose]();
    },
  };
}

function untilIts(status: string, loadBalancer: LoadBalancer): Promise<void> {
  return until(`${domain} is ${status}`, LIMIT_MS, async () => {
    return (await loadBalancer.domainHealth({ domain })).status === status;
  });
}

const lists: readonly (readonly [string, (loadBalancer: LoadBalancer) => Promise<readonly Row[]>])[] = [
  ["domainHealth", async (one) => (await one.domainHealth({ domain })).servers],
  ["listServers", async (one) => (await one.listServers({ domain })).servers],
  ["listServerHealth", async (one) => (await one.listServerHealth()).items],
];
interface Row {
  readonly slot: number;
  readonly status: string;
  readonly check?: string | undefined;
}

describe("health", () => {
  it("CL1 new servers in slots whose former servers were up are not healthy by the checks of those", async () => {
    await using arranged = await arrange();
    const { backend, loadBalancer } = arranged;
    const { ip, port } = backend;
    await loadBalancer.addServers({ domain, servers: [2, 3, 4].map((slot) => ({ ip, port, slot })) });
    await untilIts("healthy", loadBalancer);

    for (const slot of [3, 4]) await loadBalancer.removeServer({ domain, slot });
    await loadBalancer.addServers({ domain, servers: DEAD });

    const { status, healthyCount } = await loadBalancer.domainHealth({ domain });
    expect([healthyCount, ["checking", "degraded"].includes(status)]).toEqual([2, true]);
    for (const [name, rowsOf] of lists)
      for (const row of (await rowsOf(loadBalancer)).slice(2)) {
        expect(["CHECKING", "DOWN"], name).toContain(row.status);
        expect([undefined, ...REFUSED], name).toContain(row.check);
      }
    const drained = await loadBalancer.setServerState({ domain, slot: 1, state: "drain" });
    expect(drained.healthyCount).toBe(1);
    expect(await loadBalancer.removeServer({ domain, slot: 2 })).toMatchObject({ healthyCount: 0 });
    await until("both are refused", LIMIT_MS, async () => {
      const { status, servers } = await loadBalancer.domainHealth({ domain });
      return status === "down" && servers.slice(1).every(({ check }) => check === REFUSED[0]);
    });
    for (const [name, rowsOf] of lists)
      expect((await rowsOf(loadBalancer)).slice(1), name).toMatchObject(
        [3, 4].map((slot) => ({
          slot,
          status: "DOWN",
          check: "connection refused",
          checkStatus: "L4CON",
          sinceSec: expect.any(Number),
        })),
      );
  });

  it("CL1 a server that was up is not healthy with weight 0, and after maintenance not before a check", async () => {
    await using arranged = await arrange();
    const { loadBalancer } = arranged;
    await untilIts("healthy", loadBalancer);
    expect((await loadBalancer.listServers({ domain })).servers).toMatchObject([
      { status: "UP", check: "connection accepted", checkStatus: "L4OK" },
    ]);

    const weight = await loadBalancer.setServerWeight({ domain, slot: 1, weight: 0 });
    expect([weight.healthyCount, weight.checkingCount]).toEqual([0, 0]);
    expect(await loadBalancer.domainHealth({ domain })).toMatchObject({
      status: "down",
      servers: [{ status: "DRAIN", sinceSec: undefined, check: "connection accepted" }],
    });
    expect((await loadBalancer.setServerWeight({ domain, slot: 1, weight: 5 })).healthyCount).toBe(1);

    const maint = await loadBalancer.setServerState({ domain, slot: 1, state: "maint" });
    expect([maint.healthyCount, maint.checkingCount]).toEqual([0, 0]);
    const ready = await loadBalancer.setServerState({ domain, slot: 1, state: "ready" });

    expect((ready.healthyCount ?? 0) + (ready.checkingCount ?? 0)).toBe(1);
    await untilIts("healthy", loadBalancer);
  });
});
