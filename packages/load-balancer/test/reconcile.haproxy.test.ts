import { appendFile, readFile, rm, writeFile } from "node:fs/promises";
import { createRuntimeApiClient, RuntimeApiError } from "@haproxy-mcp/runtime-api-client";
import { request, startBackend } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import {
  createLoadBalancer,
  describeDifference,
  type LoadBalancer,
  type ReconcileEvent,
  reconcile,
} from "../src/index.js";
import { loadBalancerOf, startPools, storeOf } from "./harness.js";
import { observe } from "./observe.js";

const domain = "a.example.test";

interface Reconciling extends AsyncDisposable {
  /** The next event; waits for it. */
  next(): Promise<ReconcileEvent>;
}

function startReconciling(loadBalancer: LoadBalancer): Reconciling {
  const stop = new AbortController();
  const events = reconcile({
    loadBalancer,
    signal: stop.signal,
    pollMs: 20,
  });
  return {
    async next() {
      const { value, done } = await events.next();
      if (done === true) throw new Error("it ended");
      return value;
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await events.return();
    },
  };
}

describe("reconcile", () => {
  it("restores at once, and again when HAProxy was restarted with another state", async () => {
    await using haproxy = await startPools();
    await using backend = await startBackend({ name: "one" });
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
    await using reconciling = startReconciling(loadBalancer);
    expect(await reconciling.next()).toMatchObject({ kind: "restored", reason: "start" });
    await loadBalancer.addDomain({ domain, server: backend });
    await haproxy.stop();
    await writeFile(haproxy.stateFile, "1\n");
    await haproxy.start();

    const event = await reconciling.next();

    expect(event).toMatchObject({
      kind: "restored",
      reason: "restart",
      restored: { applied: [{ name: "pool_1_1" }], remaining: [], domains: [domain] },
    });
    expect((await request({ socketPath: haproxy.httpSocket }, { host: domain })).body).toBe("one");
  });

  it("notices a reload, and finds nothing to do after it", async () => {
    await using haproxy = await startPools();
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
    await loadBalancer.addDomain({ domain, server: { ip: "127.0.0.1" } });
    await using reconciling = startReconciling(loadBalancer);
    await reconciling.next();

    const [event] = await Promise.all([reconciling.next(), haproxy.reload()]);

    expect(event).toMatchObject({ reason: "restart", restored: { applied: [], remaining: [] } });
  });

  it("reports that HAProxy does not respond, and restores when it does", async () => {
    await using haproxy = await startPools();
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
    await haproxy.stop();
    await using reconciling = startReconciling(loadBalancer);
    expect(await reconciling.next()).toMatchObject({ kind: "failed", reason: "start" });
    await haproxy.start();

    let event = await reconciling.next();
    while (event.kind === "failed") event = await reconciling.next();

    expect(event).toMatchObject({ kind: "restored", reason: "start" });
  });

  it("settles a change whose outcome is unknown", async () => {
    await using haproxy = await startPools();
    const real = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });
    let batches = 0;
    let loseFrom = Number.POSITIVE_INFINITY;
    const loadBalancer = createLoadBalancer({
      store: storeOf(haproxy),
      runtime: {
        ...real,
        async batch(commands, options) {
          const results = await real.batch(commands, options);
          if (++batches < loseFrom) return results;
          const error = new RuntimeApiError("TIMEOUT", "the answer was lost");
          return results.map(() => ({ ok: false, error })) as unknown as typeof results;
        },
      },
      pools: { count: 5, slots: 3 },
      mapFile: haproxy.mapFile,
    });
    await using reconciling = startReconciling(loadBalancer);
    await reconciling.next();
    loseFrom = batches + 3; // the first two only look
    const adding = loadBalancer.addDomain({ domain, server: { ip: "127.0.0.1" } });
    await expect(adding).rejects.toMatchObject({ code: "OUTCOME_UNKNOWN" });
    expect(loadBalancer.settledRevision()).toBeUndefined();
    loseFrom = Number.POSITIVE_INFINITY;

    expect(await reconciling.next()).toMatchObject({ kind: "restored", reason: "unknown outcome" });

    expect(loadBalancer.settledRevision()).toBeDefined();
    expect((await loadBalancer.findDrift()).differences).toEqual([]);
  });

  it("acts upon files that were edited by hand, and not upon changes that were made here", async () => {
    await using haproxy = await startPools();
    await using backend = await startBackend({ name: "one" });
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
    await using reconciling = startReconciling(loadBalancer);
    expect(await reconciling.next()).toMatchObject({ reason: "start" });
    await loadBalancer.addDomain({ domain, server: backend });
    await appendFile(haproxy.mapFile, "alias.example.test pool_1\n");

    const event = await reconciling.next();

    expect(event).toMatchObject({
      kind: "restored",
      reason: "edited files",
      restored: {
        applied: [{ kind: "map", key: "alias.example.test" }],
        domains: ["alias.example.test"],
      },
    });
    expect((await request({ socketPath: haproxy.httpSocket }, { host: "alias.example.test" })).body).toBe(
      "one",
    );
  });

  it("deletes nothing for a lost file, and resumes once it is back", async () => {
    await using haproxy = await startPools();
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
    await using reconciling = startReconciling(loadBalancer);
    await reconciling.next();
    await loadBalancer.addDomain({ domain, server: { ip: "127.0.0.1" } });
    const [map, before] = [await readFile(haproxy.mapFile), await observe(haproxy)];
    await rm(haproxy.mapFile);
    expect(await reconciling.next()).toMatchObject({ kind: "failed", error: { code: "STATE_TOO_SMALL" } });
    await writeFile(haproxy.mapFile, map);

    let event = await reconciling.next();
    while (event.kind === "failed") event = await reconciling.next();

    expect(event).toMatchObject({ kind: "restored", reason: "edited files", restored: { applied: [] } });
    expect(await observe(haproxy)).toEqual(before);
  });

  it("ends when its signal aborts, also while it waits", async () => {
    await using haproxy = await startPools();
    const stop = new AbortController();
    const events = reconcile({
      loadBalancer: loadBalancerOf(haproxy, haproxy.runtimeSocket),
      signal: stop.signal,
      pollMs: 1_000_000,
    });
    await events.next();

    const next = events.next();
    stop.abort();

    expect(await next).toEqual({ done: true, value: undefined });
  });
});

describe("drift", () => {
  it("is found with every kind of it, and nothing is changed", async () => {
    await using haproxy = await startPools();
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
    await loadBalancer.addDomain({ domain, server: { ip: "127.0.0.1", port: 81 } });
    await loadBalancer.addServer({ domain, ip: "::1" });
    await loadBalancer.addDomain({ domain: "gone.example.test" });
    await haproxy.runtime("set server pool_1/pool_1_1 addr 127.0.0.9 port 9");
    await haproxy.runtime("set server pool_1/pool_1_2 state drain");
    await haproxy.runtime("set server pool_2/pool_2_3 addr 127.0.0.8 port 8");
    await haproxy.runtime("set server pool_2/pool_2_3 state ready");
    await haproxy.runtime(`add map ${haproxy.mapFile} ${domain} pool_2`);
    await haproxy.runtime(`add map ${haproxy.mapFile} stray.example.test pool_2`);
    await haproxy.runtime(`del map ${haproxy.mapFile} gone.example.test`);
    const before = await observe(haproxy);

    const { differences } = await loadBalancer.findDrift();

    expect(differences.map(describeDifference).sort()).toEqual([
      "a.example.test is routed to pool_1 and pool_2, should be routed to pool_1 only",
      "gone.example.test is not routed, should be routed to pool_2 only",
      "pool_1_1 is 127.0.0.9:9 weight 1 ready, should be 127.0.0.1:81 weight 1 ready",
      "pool_1_2 is [::1]:80 weight 1 draining, should be [::1]:80 weight 1 ready",
      "pool_2_3 is 127.0.0.8:8 weight 1 ready, should be empty",
      "stray.example.test is routed to pool_2, should not be routed",
    ]);
    expect(await observe(haproxy)).toEqual(before);
    expect((await loadBalancer.restore()).applied).toHaveLength(6);
    expect((await loadBalancer.findDrift()).differences).toEqual([]);
  });

  it("is not a change in progress", async () => {
    await using haproxy = await startPools();
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
    const names = Array.from({ length: 5 }, (_, index) => `d${index}.example.test`);
    const changing = (async () => {
      for (const name of names) {
        await loadBalancer.addDomain({ domain: name, server: { ip: "127.0.0.1" } });
        await loadBalancer.removeDomain({ domain: name });
      }
    })();

    for (let look = 0; look < 10; look++) {
      expect((await loadBalancer.findDrift()).differences).toEqual([]);
    }

    await changing;
  });
});
