import { request, startBackend, type TestBackend, type TestHaproxy, until } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import type { LoadBalancer } from "../../src/index.js";
import { loadBalancerOf, startPools } from "../harness.js";

const domain = "a.example.test";
const LONG_MS = 60_000; // longer than any test: a wait that ends does so for another reason

interface Busy extends AsyncDisposable {
  readonly haproxy: TestHaproxy;
  readonly backend: TestBackend;
  readonly loadBalancer: LoadBalancer;
  /** A request that is answered once the backend releases it. */
  readonly held: Promise<string>;
}

/** A domain with one server, on which a request is waiting. */
async function busyDomain(): Promise<Busy> {
  const haproxy = await startPools();
  const backend = await startBackend({ name: "one" });
  const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
  await loadBalancer.addDomain({ domain, server: backend });
  const held = request({ socketPath: haproxy.httpSocket }, { host: domain, path: "/held" }).then(
    ({ status, body }) => `${status} ${body}`,
  );
  await until("the request came", LONG_MS, () => backend.requests() > 0);
  return {
    haproxy,
    backend,
    loadBalancer,
    held,
    async [Symbol.asyncDispose]() {
      backend.release();
      await held;
      await Promise.all([backend[Symbol.asyncDispose](), haproxy[Symbol.asyncDispose]()]);
    },
  };
}

async function stateOfFirst(loadBalancer: LoadBalancer): Promise<string | undefined> {
  return (await loadBalancer.listServers({ domain })).servers[0]?.state;
}

describe("waiting until servers are drained", () => {
  it("ends when the last session does, and reports what is left meanwhile", async () => {
    await using busy = await busyDomain();
    const { loadBalancer, backend } = busy;
    const drained = await loadBalancer.setServerState({ domain, slot: 1, state: "drain" });
    expect(drained.sessions).toBe(1);
    const left: number[] = [];

    const waiting = loadBalancer.waitDrain(
      { domain, timeoutMs: LONG_MS },
      {
        onProgress: (sessions) => {
          left.push(sessions);
          backend.release();
        },
      },
    );

    expect(await waiting).toMatchObject({ drained: true, sessions: 0, servers: [{ slot: 1, sessions: 0 }] });
    expect(left[0]).toBe(1);
    expect(left.at(-1)).toBe(0);
    expect(await busy.held).toBe("200 one");
  });

  it("ends when its time is up, with what is left", async () => {
    await using busy = await busyDomain();

    const report = await busy.loadBalancer.waitDrain({ domain, slot: 1, timeoutMs: 300 });

    expect(report).toMatchObject({ drained: false, sessions: 1, servers: [{ slot: 1, sessions: 1 }] });
    expect(report.waitedMs).toBeGreaterThanOrEqual(300);
  });

  it("ends at once when its caller cancels", async () => {
    await using busy = await busyDomain();
    const caller = new AbortController();

    const waiting = busy.loadBalancer.waitDrain(
      { domain, timeoutMs: LONG_MS },
      { signal: caller.signal, onProgress: () => caller.abort() },
    );

    await expect(waiting).rejects.toMatchObject({ code: "CANCELLED" });
  });

  it("counts no connection that is only kept open for later", async () => {
    await using haproxy = await startPools();
    await using backend = await startBackend({ name: "one" });
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
    await loadBalancer.addDomain({ domain, server: backend });
    await request({ socketPath: haproxy.httpSocket }, { host: domain });

    // HAProxy may count the request for an instant after its answer
    expect(await loadBalancer.waitDrain({ domain, timeoutMs: 1_000 })).toMatchObject({ drained: true });
  });

  it.each([
    ["an unknown domain", { domain: "x.example.test" }, "DOMAIN_NOT_FOUND", "domain"],
    ["an empty slot", { domain, slot: 2 }, "SLOT_EMPTY", "slot"],
    ["a slot beyond the pool", { domain, slot: 4 }, "SLOT_OUT_OF_RANGE", "slot"],
  ])("refuses %s", async (_what, input, code, field) => {
    await using haproxy = await startPools();
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
    await loadBalancer.addDomain({ domain, server: { ip: "127.0.0.1" } });

    await expect(loadBalancer.waitDrain(input)).rejects.toMatchObject({ code, field });
  });
});

describe("removing what is busy", () => {
  it("waits for its sessions, which end well, and takes no new ones", async () => {
    await using busy = await busyDomain();
    const { haproxy, backend, loadBalancer } = busy;
    const status: number[] = [];

    const removed = await loadBalancer.removeServer(
      { domain, slot: 1, drainTimeoutMs: LONG_MS },
      {
        onProgress: () => {
          void request({ socketPath: haproxy.httpSocket }, { host: domain }).then((answer) => {
            status.push(answer.status);
            backend.release();
          });
        },
      },
    );

    expect(removed).toMatchObject({ server: { slot: 1 }, sessions: 0 });
    expect(await busy.held).toBe("200 one");
    expect(status[0]).toBe(503);
    expect((await loadBalancer.listServers({ domain })).servers).toEqual([]);
  });

  it("removes when the time is up, and reports what was left open", async () => {
    await using busy = await busyDomain();

    const removed = await busy.loadBalancer.removeDomain({ domain, drainTimeoutMs: 300 });

    expect(removed.sessions).toBe(1);
    expect((await busy.loadBalancer.listDomains()).total).toBe(0);
  });

  it("reports what it left open when it was not asked to wait", async () => {
    await using busy = await busyDomain();

    expect((await busy.loadBalancer.removeServer({ domain, slot: 1 })).sessions).toBe(1);
  });

  it("is rolled back when its caller cancels: the server takes traffic again", async () => {
    await using busy = await busyDomain();
    const caller = new AbortController();
    const seen: (string | undefined)[] = [];

    const removing = busy.loadBalancer.removeDomain(
      { domain, drainTimeoutMs: LONG_MS },
      {
        signal: caller.signal,
        onProgress: () => {
          void stateOfFirst(busy.loadBalancer).then((state) => {
            seen.push(state);
            caller.abort();
          });
        },
      },
    );

    await expect(removing).rejects.toMatchObject({ code: "CANCELLED" });
    expect(seen[0]).toBe("drain");
    expect(await stateOfFirst(busy.loadBalancer)).toBe("ready");
  });

  it("drains nothing that another name still uses", async () => {
    await using busy = await busyDomain();
    await busy.loadBalancer.addDomain({ domain: "b.example.test", aliasOf: domain });

    const removed = await busy.loadBalancer.removeDomain({
      domain: "b.example.test",
      drainTimeoutMs: LONG_MS,
    });

    expect(removed.remainingDomains).toEqual([domain]);
    expect(await stateOfFirst(busy.loadBalancer)).toBe("ready");
  });
});
