import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { runtimeLine, startBackend, until } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { toolsOf } from "../../src/index.js";
import { call, hosts, refused } from "../support/hosts.js";
import { shared } from "../support/shared.js";

const LIMIT_MS = 10_000;
const a = "a.example.test";
const b = "b.example.test";

describe.each(Object.entries(hosts))("with a %s host", (_kind, start) => {
  const host = shared(start);
  /** The shared host, whose domains are removed after the test. */
  const empty = () => ({
    ...host(),
    async [Symbol.asyncDispose]() {
      const { data } = await call(host(), "list_domains");
      for (const { domain } of data["domains"] as readonly { domain: string }[])
        await call(host(), "remove_domain", { domain });
    },
  });

  // first, because it counts from HAProxy's start
  it("shows traffic, backends, frontends and connections", { timeout: 60_000 }, async () => {
    await using backend = await startBackend({ name: "one" });
    await using hosted = empty();
    await call(hosted, "add_domain", { domain: a, ip: "127.0.0.1", http_port: backend.port });
    for (let i = 0; i < 3; i++) expect(await hosted.ask(a)).toBe(200);

    const stats = await call(hosted, "stats");
    expect(stats.data).toMatchObject({
      process: { uptime_sec: expect.any(Number), requests_total: expect.any(Number) },
      frontends: [{ name: "http", requests_total: 3, responses: { "2xx": 3 } }],
      pools: [{ pool: "pool_1", domains: [a], requests_total: 3, queued: 0 }],
      total: 1,
    });
    expect(stats.text).toContain("frontend http: 3 requests");
    expect((await call(hosted, "stats", { sample_sec: 0.2, domain: a })).data).toMatchObject({
      frontends: [],
      pools: [{ rates: { requests_per_sec: 0 } }],
      sampled_sec: expect.any(Number),
    });
    expect((await call(hosted, "backends")).data).toMatchObject({
      backends: [{ name: "pool_1", is_pool: true, domains: [a], servers_active: 1, servers_configured: 1 }],
      total: 1,
    });
    expect((await call(hosted, "backends", { only_used: false, limit: 2 })).data).toMatchObject({
      backends: [{ name: "pool_1" }, { name: "pool_2" }],
      total: 5,
      next_cursor: expect.any(String),
    });
    const frontends = await call(hosted, "list_frontends");
    expect(frontends.data["frontends"]).toMatchObject([
      { name: "http", status: "OPEN", session_limit: expect.any(Number) },
    ]);
    expect(frontends.text).toMatch(/http OPEN on .*127\.0\.0\.1:\d+/);
    expect((await call(hosted, "get_connections", { domain: a })).data).toMatchObject({
      servers: [{ name: "pool_1_1", domains: [a], current: 0, max: 1, queued: 0 }],
      current: 0,
    });
  });

  it("shows domains that are healthy, degraded, down and empty", { timeout: 60_000 }, async () => {
    await using backend = await startBackend({ name: "one" });
    await using hosted = empty();
    await call(hosted, "add_domain", { domain: a, ip: "127.0.0.1", http_port: backend.port });
    await call(hosted, "add_domain", { domain: b });
    const healthOf = async (domain: string) => (await call(hosted, "domain_health", { domain })).data;
    await until("the check", LIMIT_MS, async () => (await healthOf(a))["status"] === "healthy");

    expect(await healthOf(a)).toEqual({
      domain: a,
      pool: "pool_1",
      status: "healthy",
      servers: [
        {
          name: "pool_1_1",
          ip: "127.0.0.1",
          http_port: backend.port,
          status: "UP",
          check: "connection accepted",
          check_status: "L4OK",
          since_sec: expect.any(Number),
        },
      ],
      healthy_count: 1,
      total_count: 1,
    });
    expect(await healthOf(b)).toMatchObject({ status: "no_servers", servers: [], total_count: 0 });
    await call(hosted, "add_server", { domain: a, ip: "::1", http_port: 1 });
    await call(hosted, "set_server_state", { domain: a, slot: 2, state: "maint" });
    expect(await healthOf(a)).toMatchObject({ status: "degraded", healthy_count: 1, total_count: 2 });
    await call(hosted, "set_domain_state", { domain: a, state: "maint" });
    expect(await healthOf(a)).toMatchObject({ status: "down", healthy_count: 0 });

    const { data, text } = await call(hosted, "get_server_health");
    expect(data).toMatchObject({ counts: { MAINT: 2 }, total: 2 });
    expect(text).toContain("2 of 2 servers, 2 MAINT");
  });

  it("lists drift, repairs it, or adopts it into the files", { timeout: 60_000 }, async () => {
    await using backend = await startBackend({ name: "one" });
    await using hosted = empty();
    const addr = `127.0.0.1:${backend.port}`;
    await call(hosted, "add_domain", { domain: a, ip: "127.0.0.1", http_port: backend.port });
    const differs = `pool_1_1 is ${addr} weight 9 ready, should be ${addr} weight 1 ready`;
    const byHand = () => runtimeLine(hosted.paths.runtimeSocket, "set server pool_1/pool_1_1 weight 9");

    await byHand();
    expect((await call(hosted, "restore_state", { dry_run: true })).data).toMatchObject({
      dry_run: true,
      remaining: { count: 1, first: [differs] },
    });
    expect((await call(hosted, "health")).data).toMatchObject({
      status: "degraded",
      components: {
        desired_state: { status: "error", first: [differs], advice: expect.stringContaining("restore") },
      },
    });
    expect((await call(hosted, "restore_state")).data).toMatchObject({
      repaired: { count: 1 },
      remaining: { count: 0 },
    });
    await byHand();
    expect((await call(hosted, "save_state")).data).toMatchObject({
      adopted: { count: 0 },
      differences: { count: 1 },
    });
    expect((await call(hosted, "save_state", { adopt_running: true })).data).toMatchObject({
      adopted: { count: 1, first: [differs] },
      differences: { count: 0 },
    });
    expect((await call(hosted, "list_servers", { domain: a })).data["servers"]).toMatchObject([
      { weight: 9 },
    ]);
    expect((await call(hosted, "health")).data).toMatchObject({
      status: "healthy",
      components: { container: { status: "ok", state: "running" } },
    });
  });

  it("checks and reloads the configuration, and keeps the old worker if it is refused", {
    timeout: 60_000,
  }, async () => {
    await using backend = await startBackend({ name: "one" });
    await using hosted = empty();
    const { configFile } = hosted.paths;
    const good = await readFile(configFile, "utf8");
    await call(hosted, "add_domain", { domain: a, ip: "127.0.0.1", http_port: backend.port });
    expect((await call(hosted, "check_config")).data).toMatchObject({ valid: true });

    const { data, text } = await call(hosted, "reload");
    expect(data).toMatchObject({ repaired: { count: 0 }, remaining: { count: 0 } });
    expect(data["pid"]).not.toBe(data["previous_pid"]);
    expect(text).toContain("HAProxy was reloaded: worker");
    expect(await hosted.ask(a)).toBe(200);

    await writeFile(configFile, `${good}\nnonsense\n`);
    const place = { file: configFile, line: good.split("\n").length + 1 };
    expect((await call(hosted, "check_config")).data).toMatchObject({
      valid: false,
      problems: expect.arrayContaining([expect.objectContaining({ severity: "alert", ...place })]),
    });
    expect(await refused(hosted, "reload")).toMatch(
      /^CONFIG_REFUSED: [\s\S]*nonsense[\s\S]*HAProxy keeps its old configuration/,
    );
    expect(await hosted.ask(a)).toBe(200);
    await writeFile(configFile, good);
  });
});

it("runs every tool on a container, and reloads it under load with no failed request", {
  timeout: 60_000,
}, async () => {
  await using backend = await startBackend({ name: "one" });
  await using hosted = await hosts.podman();
  const at = { ip: "127.0.0.1", http_port: backend.port };
  const calls: [name: string, args?: Record<string, unknown>][] = [
    ["add_domain", { domain: a, ...at }],
    ["add_domain", { domain: `*.${a}`, alias_of: a }],
    ["add_server", { domain: a, ...at }],
    ["add_domain", { domain: b }],
    ["add_servers", { domain: b, servers: [at, { ip: "::1" }] }],
    ["list_domains"],
    ["list_servers", { domain: b }],
    ["set_server_weight", { domain: a, slot: 1, weight: 5 }],
    ["set_server_state", { domain: a, slot: 1, state: "drain" }],
    ["wait_drain", { domain: a, slot: 1, timeout: 5 }],
    ["set_domain_state", { domain: a, state: "ready" }],
    ["remove_server", { domain: b, slot: 2 }],
    ["remove_domain", { domain: b }],
    ["health"],
    ["domain_health", { domain: a }],
    ["get_server_health"],
    ["stats"],
    ["backends"],
    ["list_frontends"],
    ["get_connections"],
    ["check_config"],
    ["save_state"],
    ["restore_state"],
    ["reload"],
  ];
  // certificate tools need a CA: certificates.haproxy.test.ts
  const tools = toolsOf(["core"])
    .map(({ name }) => name)
    .filter((name) => !/_certs?(_|$)/.test(name));
  expect(new Set(calls.map(([name]) => `haproxy_${name}`))).toEqual(new Set(tools));

  for (const [name, args] of calls.slice(0, -1)) await call(hosted, name, args);
  const loading = load(hosted.httpPort, `www.${a}`);
  for (let i = 0; i < 3; i++) {
    await sleep(500);
    await call(hosted, "reload");
  }

  expect(await loading).toEqual([]);
});

/** The errors that wrk counts in three seconds. */
async function load(port: number, host: string): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)("wrk", [
    ...["--threads", "1", "--connections", "8", "--duration", "3s", "--header", `Host: ${host}`],
    `http://127.0.0.1:${port}/`,
  ]);
  expect(stdout).toMatch(/requests in/);
  return stdout.split("\n").filter((line) => /Socket errors|Non-2xx/.test(line));
}
