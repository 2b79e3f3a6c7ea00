import { readFile, writeFile } from "node:fs/promises";
import { createLoadBalancer, renderServerState } from "@haproxy-mcp/load-balancer";
import { createFileStateStore } from "@haproxy-mcp/map-store";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { request, startBackend, startTraffic, type TestHaproxy, until } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import type { DomainsPart, Tick } from "../../../src/page/model.js";
import { startLive } from "./live-server.js";

const LIMIT_MS = 10_000;
const a = "a.example.test";
const b = "b.example.test";

/** `a` has one server for each port. */
async function startWith(ports: readonly number[], options: Parameters<typeof startLive>[3] = {}) {
  const servers = ports.map((port, i) => [i + 1, { ip: "127.0.0.1", http_port: port }]);
  const files = {
    "domains.map": `${a} pool_1\n`,
    "servers.json": JSON.stringify({ [a]: Object.fromEntries(servers) }),
  };
  const served = await startLive(files, { count: 5, slots: 3 }, {}, options);
  await served.services.loadBalancer.restore();
  return served;
}

const rowOf = ({ set }: DomainsPart, name: string) => set.find(({ names }) => names.includes(name));
const poolIn = ({ pools }: Tick, number = 1) => pools.find(([pool]) => pool === number);

describe.concurrent("the page shows", () => {
  it("every part to a viewer that connects", async () => {
    await using served = await startWith([1]);
    using viewer = await served.look();

    expect(await viewer.seen("haproxy")).toMatchObject({
      isUp: true,
      target: served.proxy.path,
      version: expect.stringMatching(/^\d/),
    });
    expect(await viewer.seen("domains")).toMatchObject({ set: [{ pool: 1, names: [a] }], gone: [] });
    expect(await viewer.seen("past")).toEqual([]);
    expect(await viewer.seen("tick")).toMatchObject({ pools: [[1, null, null, 0, 0, 0, [[1, null, 0]]]] });
    expect(await viewer.seen("findings")).toMatchObject({ findings: [], driftCount: 0 });
    expect(await viewer.seen("certificates")).toEqual([]);
    expect(await viewer.seen("changes")).toEqual([]);
    expect(viewer.head()).toMatch(/^HTTP\/1.1 200 OK\r\ncontent-type: text\/event-stream/);
    expect(viewer.head()).toMatch(/\r\ncache-control: no-store\r\nx-accel-buffering: no\r\n/);
    expect(viewer.text()).toContain("\r\n\r\nretry: 2000\n\n");
  });

  it("a server that goes down, with the check in words, and since when", async () => {
    await using backend = await startBackend({ name: "one" });
    await using served = await startWith([backend.port, 1]);
    using viewer = await served.look();

    const domains = await viewer.seen("domains", (part) => {
      const { status, servers = [] } = rowOf(part, a) ?? {};
      return status === "degraded" && servers[0]?.status === "UP";
    });

    const row = rowOf(domains, a);
    expect(row?.servers).toMatchObject([
      { name: "pool_1_1", status: "UP", check: "connection accepted", checkCode: "L4OK" },
      { name: "pool_1_2", status: "DOWN", check: "connection refused", checkCode: "L4CON" },
    ]);
    expect(row?.since).toBe(row?.servers[1]?.since);
    const sinceMs = Date.now() - Date.parse(row?.since ?? "");
    expect(sinceMs).toBeGreaterThan(-1_000);
    expect(sinceMs).toBeLessThan(LIMIT_MS);
  });

  it("the sessions of a drained server, until there are none", async () => {
    await using backend = await startBackend({ name: "one" });
    await using served = await startWith([backend.port]);
    const { haproxy, services } = served;
    using viewer = await served.look();
    const held = request({ socketPath: haproxy.httpSocket }, { host: a, path: "/held" });
    await until("the request came", LIMIT_MS, () => backend.requests() > 0);

    await services.loadBalancer.setServerState({ domain: a, slot: 1, state: "drain" });
    services.forgetHealth();

    const drained = await viewer.seen("domains", (part) => rowOf(part, a)?.servers[0]?.status === "DRAIN");
    expect(rowOf(drained, a)).toMatchObject({ status: "down", servers: [{ state: "drain" }] });
    const sessionsOf = (tick: Tick) => poolIn(tick)?.[6][0]?.[2];
    await viewer.seen("tick", (tick) => sessionsOf(tick) === 1);
    backend.release();
    await held;
    await viewer.seen("tick", (tick) => sessionsOf(tick) === 0);
  });

  it("a change through this server at once", async () => {
    await using served = await startWith([1], { hasPulse: false });
    const { services } = served;
    using viewer = await served.look();
    await viewer.seen("tick");

    await services.loadBalancer.addDomain({ domain: b });
    services.forgetHealth();

    expect(rowOf(await viewer.seen("domains", (part) => rowOf(part, b) !== undefined), b)).toMatchObject({
      pool: 2,
      status: "no_servers",
      servers: [],
    });
    await services.loadBalancer.removeDomain({ domain: b });
    services.forgetHealth();
    expect(await viewer.seen("domains", ({ gone }) => gone.length > 0)).toEqual({ set: [], gone: [2] });
  });

  describe("what another process does", () => {
    it("a domain that it adds", async () => {
      await using served = await startWith([1]);
      using viewer = await served.look();
      await viewer.seen("domains");

      const another = loadBalancerOf(served.haproxy);
      await another.addDomain({ domain: b, server: { ip: "127.0.0.1", port: 2 } });

      const domains = await viewer.seen("domains", (part) => rowOf(part, b)?.servers.length === 1);
      expect(rowOf(domains, b)).toMatchObject({ pool: 2, names: [b], servers: [{ port: 2 }] });
    });

    it("an edit of the files, with where HAProxy differs and the lines that are uncertain", async () => {
      await using served = await startWith([1]);
      const { haproxy } = served;
      using viewer = await served.look();
      await viewer.seen("findings");

      const text = await readFile(haproxy.mapFile, "utf8");
      await writeFile(haproxy.mapFile, `${text}${b} pool_2\nc.example.test pool_9x extra\n`);

      await viewer.seen("domains", (part) => rowOf(part, b)?.status === "no_servers");
      served.services.forgetHealth(); // the findings need not be 5 s old first
      const found = await viewer.seen(
        "findings",
        ({ driftCount, uncertain }) => driftCount + uncertain.length > 1,
      );
      expect(found.drift).toMatchObject([
        { object: b, domains: [b], recorded: "pool_2", file: haproxy.mapFile, line: 2 },
      ]);
      expect(found.uncertain).toMatchObject([
        {
          severity: "error",
          name: "c.example.test",
          file: haproxy.mapFile,
          line: 3,
          running: "not routed",
          atReload: expect.stringContaining("503"),
          remedy: expect.stringContaining("line 3"),
        },
      ]);
    });

    it("a server that was changed in HAProxy by hand", async () => {
      await using served = await startWith([1]);
      using viewer = await served.look();
      await viewer.seen("findings");

      await served.haproxy.runtime("set server pool_1/pool_1_1 weight 7");
      served.services.forgetHealth();

      const { drift, findings } = await viewer.seen("findings", ({ driftCount }) => driftCount > 0);
      expect(drift).toMatchObject([
        {
          object: "pool_1_1",
          domains: [a],
          recorded: "127.0.0.1:1 weight 1 ready",
          running: "127.0.0.1:1 weight 7 ready",
          file: served.haproxy.serversFile,
        },
      ]);
      expect(findings).toEqual([]);
    });
  });

  it("a gap in the rates, and no spike, where HAProxy was restarted", async () => {
    await using backend = await startBackend({ name: "one" });
    await using served = await startWith([backend.port]);
    const { haproxy } = served;
    using viewer = await served.look();
    const target = { socketPath: haproxy.httpSocket };
    const stop = startTraffic(target, [a]);
    await viewer.seen("tick", (tick) => (poolIn(tick)?.[1] ?? 0) > 0);
    await stop();
    const before = viewer.events.length;

    await haproxy.restart();

    const ticks = () =>
      viewer.events
        .slice(before)
        .flatMap(({ name, data }) => (name === "tick" ? [JSON.parse(data) as Tick] : []));
    await until("rates again", LIMIT_MS, () => ticks().some((tick) => poolIn(tick)?.[1] === 0));
    const rates = ticks().flatMap((tick) => poolIn(tick)?.slice(1, 2) ?? []);
    expect(rates).toContain(null);
    expect(rates.indexOf(0, rates.indexOf(null))).toBeGreaterThan(rates.indexOf(null));
    expect(rates.every((rate) => rate === null || (typeof rate === "number" && rate >= 0))).toBe(true);
  });

  it("that HAProxy was killed, and the other parts all the same", async () => {
    await using served = await startWith([1]);
    const { haproxy, services } = served;
    using viewer = await served.look();
    await viewer.seen("findings", ({ notCompared }) => notCompared === undefined);

    await haproxy.kill();

    const down = await viewer.seen("haproxy", ({ isUp }) => !isUp);
    expect(down).toMatchObject({
      problem: expect.stringMatching(/counted\.sock.*; start HAProxy, or correct/),
      downSince: expect.any(String),
      version: expect.any(String),
    });
    await viewer.seen("findings", ({ notCompared }) => notCompared?.includes("Runtime API") === true);
    await services.history.note(
      { caller: { name: "system", role: "admin", way: "system" }, operation: "test" },
      { result: "done" },
    );
    await viewer.seen("changes", (rows) => rows[0]?.operation === "test");
    using late = await served.look();
    expect(await late.seen("haproxy")).toEqual(down);
    expect(rowOf(await late.seen("domains"), a)?.names).toEqual([a]);

    await haproxy.start();
    services.forgetHealth();
    await viewer.seen("haproxy", ({ isUp, downSince }) => isUp && downSince === undefined);
    await viewer.seen("findings", ({ notCompared }) => notCompared === undefined);
  });

  it("that HAProxy does not respond any more, and the other parts meanwhile", async () => {
    await using served = await startWith([1]);
    const { haproxy, services } = served;
    using viewer = await served.look();
    await viewer.seen("tick");
    const [, pid] = /^Pid: (\d+)$/m.exec(await haproxy.runtime("show info")) ?? [];

    process.kill(Number(pid), "SIGSTOP");

    try {
      await services.history.note(
        { caller: { name: "system", role: "admin", way: "system" }, operation: "test" },
        { result: "done" },
      );
      await viewer.seen("changes", (rows) => rows[0]?.operation === "test");
      expect(viewer.events.filter(({ name }) => name === "haproxy")).toHaveLength(1);
      const { problem } = await viewer.seen("haproxy", ({ isUp }) => !isUp);
      expect(problem).toMatch(/did not respond in time.*; start HAProxy/);
    } finally {
      process.kill(Number(pid), "SIGCONT");
    }
    await viewer.seen("haproxy", ({ isUp }) => isUp);
  });
});

/** Of another process. */
function loadBalancerOf({ mapFile, serversFile, stateFile, runtimeSocket }: TestHaproxy) {
  return createLoadBalancer({
    store: createFileStateStore({
      mapFile,
      serversFile,
      derived: [{ file: stateFile, render: renderServerState }],
    }),
    runtime: createRuntimeApiClient({ address: { path: runtimeSocket } }),
    pools: { count: 5, slots: 3 },
    mapFile,
  });
}
