import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeFileSystem } from "@haproxy-mcp/durable-files";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { startCountingProxy, type TestHaproxy } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { createLoadBalancer, type LoadBalancer } from "../../src/index.js";
import { loadBalancerOf, STORES, startPools, storeOf } from "../harness.js";

const names = (count: number) => Array.from({ length: count }, (_, index) => `d${index}.example.test`);

async function runningKeys(haproxy: TestHaproxy): Promise<readonly string[]> {
  const map = await haproxy.runtime(`show map ${haproxy.mapFile}`);
  return [...map.matchAll(/^0x\S+ (\S+) /gm)].map(([, key]) => key ?? "").sort();
}

/** Counts the files that are made, as the disk sees them. */
function countingLoadBalancer(
  haproxy: TestHaproxy,
  open: typeof storeOf,
): { loadBalancer: LoadBalancer; created(): number } {
  let created = 0;
  const store = open(haproxy, {
    ...nodeFileSystem,
    create: async (...args) => {
      created++;
      await nodeFileSystem.create(...args);
    },
  });
  const runtime = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });
  const loadBalancer = createLoadBalancer({
    store,
    runtime,
    pools: { count: 50, slots: 3 },
    mapFile: haproxy.mapFile,
  });
  return { loadBalancer, created: () => created };
}

describe.each(STORES)("on a store that %s", (_what, open) => {
  describe("callers that wait together", () => {
    it("share one write and one batch, and each has a result of its own", async () => {
      await using haproxy = await startPools({ count: 50, slots: 3 });
      const { loadBalancer, created } = countingLoadBalancer(haproxy, open);
      await loadBalancer.addDomain({ domain: "first.example.test" });
      await loadBalancer.removeDomain({ domain: "first.example.test" });
      const before = created();

      const results = await Promise.allSettled(
        [...names(40), "d3.example.test"].map((domain) =>
          loadBalancer.addDomain({ domain, server: { ip: "127.0.0.1" } }),
        ),
      );

      expect(results.slice(0, 40).map((one) => one.status === "fulfilled" && one.value.pool)).toEqual(
        Array.from({ length: 40 }, (_, index) => `pool_${index + 1}`),
      );
      expect(results[40]).toMatchObject({ status: "rejected", reason: { code: "DOMAIN_EXISTS" } });
      expect(created() - before).toBe(3); // servers.json, servers.state, domains.map
      expect(await runningKeys(haproxy)).toEqual(names(40).sort());
      expect(await loadBalancer.restore()).toMatchObject({ applied: [], remaining: [] });
    });

    it("need neither disk nor HAProxy's word when none of them can be", async () => {
      await using haproxy = await startPools();
      await using proxy = await startCountingProxy({
        target: { path: haproxy.runtimeSocket },
        listenPath: join(haproxy.dir, "counting.sock"),
      });
      const loadBalancer = loadBalancerOf(haproxy, proxy.path, {}, open(haproxy));
      await loadBalancer.restore();
      const before = proxy.connections();

      const results = await Promise.allSettled([
        loadBalancer.removeDomain({ domain: "a.example.test" }),
        loadBalancer.addServer({ domain: "b.example.test", ip: "::1" }),
      ]);

      expect(results.map((one) => one.status === "rejected" && one.reason.code)).toEqual([
        "DOMAIN_NOT_FOUND",
        "DOMAIN_NOT_FOUND",
      ]);
      expect(proxy.connections() - before).toBe(1); // which map it has
    });

    it("are not rolled back with the one that HAProxy refuses", async () => {
      // Its configuration has one slot less than ours: a server in the fourth is refused.
      await using haproxy = await startPools({ count: 6, slots: 3 });
      const ours = { count: 6, slots: 4 };
      const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, ours, open(haproxy));
      await loadBalancer.addDomain({ domain: "first.example.test" });

      const results = await Promise.allSettled([
        ...names(4).map((domain) => loadBalancer.addDomain({ domain, server: { ip: "127.0.0.1" } })),
        loadBalancer.addServer({ domain: "first.example.test", ip: "127.0.0.4", slot: 4 }),
      ]);

      expect(results.map(({ status }) => status)).toEqual([
        "fulfilled",
        "fulfilled",
        "fulfilled",
        "fulfilled",
        "rejected",
      ]);
      expect(results[4]).toMatchObject({ reason: { code: "NOT_APPLIED" } });
      expect(await runningKeys(haproxy)).toEqual([...names(4), "first.example.test"]);
      expect(await readFile(haproxy.serversFile, "utf8")).not.toContain("127.0.0.4");
    });

    it("are not rolled back with the one that conflicts with something written by hand", async () => {
      await using haproxy = await startPools();
      await writeFile(haproxy.serversFile, JSON.stringify({ "b.example.test": "by hand" }));
      const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, {}, open(haproxy));
      const add = (domain: string) => loadBalancer.addDomain({ domain, server: { ip: "::1" } });

      const results = await Promise.allSettled(["a", "b", "c"].map((name) => add(`${name}.example.test`)));

      expect(results).toMatchObject([
        { status: "fulfilled" },
        { status: "rejected", reason: { code: "CONFLICT" } },
        { status: "fulfilled" },
      ]);
      expect(await runningKeys(haproxy)).toEqual(["a.example.test", "c.example.test"]);
    });

    it("get the same error when HAProxy is down, and nothing is written", async () => {
      await using haproxy = await startPools();
      const { loadBalancer, created } = countingLoadBalancer(haproxy, open);
      await haproxy.stop();

      const results = await Promise.allSettled(names(3).map((domain) => loadBalancer.addDomain({ domain })));

      expect(results.map((one) => one.status === "rejected" && one.reason.code)).toEqual(
        names(3).map(() => "HAPROXY_UNREACHABLE"),
      );
      expect(created()).toBe(0);
    });
  });

  describe("a caller that cancels", () => {
    it("while it waits, has nothing done, and the others do not notice", async () => {
      await using haproxy = await startPools();
      const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, {}, open(haproxy));
      const caller = new AbortController();

      const results = Promise.allSettled([
        loadBalancer.addDomain({ domain: "a.example.test" }),
        loadBalancer.addDomain({ domain: "b.example.test" }, { signal: caller.signal }),
        loadBalancer.addDomain({ domain: "c.example.test" }),
      ]);
      caller.abort();

      expect(await results).toMatchObject([
        { status: "fulfilled" },
        { status: "rejected", reason: { code: "CANCELLED" } },
        { status: "fulfilled", value: { pool: "pool_2" } },
      ]);
      expect(await runningKeys(haproxy)).toEqual(["a.example.test", "c.example.test"]);
    });

    it("in the middle, has its own change rolled back, and the others' made", async () => {
      await using haproxy = await startPools();
      const caller = new AbortController();
      // Cancels when the first new file is put in place.
      const store = storeOf(haproxy, {
        ...nodeFileSystem,
        rename: async (...args) => {
          caller.abort();
          await nodeFileSystem.rename(...args);
        },
      });
      const loadBalancer = createLoadBalancer({
        store,
        runtime: createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } }),
        pools: { count: 5, slots: 3 },
        mapFile: haproxy.mapFile,
      });

      const results = await Promise.allSettled([
        loadBalancer.addDomain({ domain: "a.example.test" }),
        loadBalancer.addDomain({ domain: "b.example.test" }, { signal: caller.signal }),
        loadBalancer.addDomain({ domain: "c.example.test" }),
      ]);

      expect(results).toMatchObject([
        { status: "fulfilled" },
        { status: "rejected", reason: { code: "CANCELLED" } },
        { status: "fulfilled", value: { pool: "pool_2" } },
      ]);
      expect(await runningKeys(haproxy)).toEqual(["a.example.test", "c.example.test"]);
      expect(await readFile(haproxy.mapFile, "utf8")).toBe("a.example.test pool_1\nc.example.test pool_2\n");
    });

    it("before it began, has nothing done", async () => {
      await using haproxy = await startPools();
      const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, {}, open(haproxy));

      const given = loadBalancer.addDomain({ domain: "a.example.test" }, { signal: AbortSignal.abort() });

      await expect(given).rejects.toMatchObject({ code: "CANCELLED" });
      expect(await loadBalancer.addDomain({ domain: "b.example.test" })).toMatchObject({ pool: "pool_1" });
    });

    it("alone while another process holds the lock, returns at once, and the next is not cancelled with it", async () => {
      await using haproxy = await startPools();
      const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, {}, open(haproxy));
      let release = () => {};
      let isHeld = () => {};
      const held = new Promise<void>((resolve) => (isHeld = resolve));
      const holding = storeOf(haproxy).update((snapshot) => ({ state: snapshot.state, result: undefined }), {
        confirm: () => {
          isHeld();
          return new Promise((resolve) => (release = resolve));
        },
      });
      await held;
      const caller = new AbortController();

      const first = loadBalancer.addDomain({ domain: "a.example.test" }, { signal: caller.signal });
      await new Promise((resolve) => setTimeout(resolve, 50));
      caller.abort();
      await expect(first).rejects.toMatchObject({ code: "CANCELLED" });
      const second = loadBalancer.addDomain({ domain: "b.example.test" });
      release();

      expect(await second).toMatchObject({ pool: "pool_1" });
      await holding;
      expect(await runningKeys(haproxy)).toEqual(["b.example.test"]);
    });
  });
});
