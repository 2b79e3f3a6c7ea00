import { rm, writeFile } from "node:fs/promises";
import { startBackend, until } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { call, hosts, refused } from "../support/hosts.js";

const a = "a.example.test";

const LIMIT_MS = 10_000;

describe("haproxy_health", () => {
  it("is healthy while servers await their first check, degraded with one domain down, and down with all of them", {
    timeout: 60_000,
  }, async () => {
    await using backend = await startBackend({ name: "one" });
    await using hosted = await hosts.podman();
    const health = async () => {
      const { data, text } = await call(hosted, "health");
      const { status, components } = data as { status: string; components: Record<string, unknown> };
      return { status, domains: components["domains"], text };
    };
    await call(hosted, "add_domain", { domain: a, ip: "127.0.0.1", http_port: 1 });
    expect(["healthy", "down"]).toContain((await health()).status);

    await until("the domain is down", LIMIT_MS, async () => (await health()).status === "down");
    const down = `${a} (pool_1) is down: 0 of 1 server up, requests get 503`;
    expect((await health()).domains).toEqual({
      status: "error",
      reason: "1 down",
      advice: expect.stringMatching(/^Call haproxy_domain_health /),
      counts: { healthy: 0, checking: 0, degraded: 0, down: 1, no_servers: 0 },
      first: [expect.stringContaining(`${down}; pool_1_1 127.0.0.1:1 DOWN, connection refused for`)],
    });
    expect((await health()).text).toContain(down);
    await call(hosted, "add_domain", { domain: `b.${a}`, ip: "127.0.0.1", http_port: backend.port });
    expect((await health()).status).toBe("degraded");
    await call(hosted, "remove_domain", { domain: a });
    await until("the other is healthy", LIMIT_MS, async () => (await health()).text.includes("1 healthy"));
    expect(await health()).toMatchObject({ status: "healthy", domains: { status: "ok", first: [] } });
  });

  it("reports what is wrong and what to do when HAProxy is stopped, and no other tool guesses", {
    timeout: 60_000,
  }, async () => {
    await using hosted = await hosts.podman();
    await call(hosted, "add_domain", { domain: a, ip: "127.0.0.1" });
    await hosted.stopHaproxy();

    const { data, text } = await call(hosted, "health");
    expect(data).toMatchObject({
      status: "unhealthy",
      components: {
        haproxy: {
          status: "error",
          reason: expect.any(String),
          advice: expect.stringContaining("Start HAProxy"),
        },
        container: { status: "error", advice: expect.stringMatching(/[Ss]tart it/) },
        config_files: { status: "ok" },
      },
    });
    expect(text).toMatch(/^unhealthy\n/);
    for (const tool of ["get_server_health", "stats", "backends", "list_frontends", "get_connections"])
      expect(await refused(hosted, tool), tool).toMatch(/^HAPROXY_UNREACHABLE/);
    expect(await refused(hosted, "domain_health", { domain: a })).toMatch(/^HAPROXY_UNREACHABLE/);
    expect(await refused(hosted, "restore_state")).toMatch(/^HAPROXY_UNREACHABLE/);
    expect(await refused(hosted, "check_config")).toMatch(/^PROGRAM_FAILED/);
    expect(await refused(hosted, "reload")).toMatch(/^PROGRAM_FAILED/);
    expect((await call(hosted, "save_state")).data["not_compared"]).toEqual(expect.any(String));
  });

  it("names files that are missing, unreadable or out of sync, and broken certificates", {
    timeout: 60_000,
  }, async () => {
    await using backend = await startBackend({ name: "one" });
    await using hosted = await hosts.podman();
    const { paths } = hosted;
    const components = async () =>
      (await call(hosted, "health", { details: true })).data["components"] as Record<
        string,
        Record<string, unknown>
      >;
    await call(hosted, "add_domain", { domain: a, ip: "127.0.0.1", http_port: backend.port });
    expect((await components())["certificates"]).toMatchObject({ status: "ok", count: 1 });

    await writeFile(paths.stateFile, "1\n");
    await writeFile(`${paths.dir}/certs/broken.pem`, "no certificate");
    expect(await components()).toMatchObject({
      config_files: {
        status: "error",
        files: { map_file: "ok", servers_file: "ok", state_file: "out of sync with the other files" },
        advice: expect.stringContaining("haproxy_save_state"),
      },
      certificates: {
        status: "error",
        expiring: [expect.stringContaining("broken.pem: it holds no certificate")],
      },
    });
    await call(hosted, "save_state");
    await rm(`${paths.dir}/certs/broken.pem`);
    expect((await call(hosted, "health")).data["status"]).toBe("healthy");

    await writeFile(paths.serversFile, "{");
    expect(await components()).toMatchObject({
      config_files: {
        status: "error",
        reason: expect.stringContaining("servers.json"),
        advice: expect.stringContaining("Correct"),
      },
    });
    await rm(paths.serversFile);
    await rm(paths.mapFile);
    expect(await components()).toMatchObject({
      config_files: { status: "error", files: { map_file: "missing" } },
    });
  });
});
