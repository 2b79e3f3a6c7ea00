import { writeFile } from "node:fs/promises";
import { startBackend } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { startServed } from "../support/served.js";
import { shared } from "../support/shared.js";

describe("errors have a code, a field and what to do next", () => {
  const served = shared(startServed);

  it.each([
    ["haproxy_add_domain", { domain: "not a name" }, "INVALID_DOMAIN", "domain"],
    [
      "haproxy_add_domain",
      { domain: "a.example.test", alias_of: "b.example.test" },
      "DOMAIN_NOT_FOUND",
      "alias_of",
    ],
    ["haproxy_add_domain", { domain: "a.example.test", colour: "red" }, "INVALID_INPUT", undefined],
    ["haproxy_add_server", { domain: "a.example.test", ip: "::1" }, "DOMAIN_NOT_FOUND", "domain"],
    ["haproxy_remove_server", { domain: "a.example.test", slot: "0" }, "OUT_OF_RANGE", "slot"],
    ["haproxy_list_domains", { cursor: "nonsense" }, "INVALID_CURSOR", "cursor"],
    ["haproxy_remove_domain", { domain: "a.example.test" }, "DOMAIN_NOT_FOUND", "domain"],
  ])("%s %j", async (name, args, code, field) => {
    const result = await served().client.callTool({ name, arguments: args });

    expect(result).toMatchObject({ isError: true, _meta: { error: { code, ...(field && { field }) } } });
    expect(result.structuredContent).toBeUndefined();
    expect(result.content[0]?.text).toMatch(new RegExp(`^${code}: .+\\. .+\\.$`, "s"));
  });
});

it("removes a server and a domain, and lists in pages", async () => {
  await using one = await startBackend({ name: "one" });
  await using served = await startServed();
  const { call } = served;
  for (const name of ["a", "b", "c"]) {
    await call("haproxy_add_domain", { domain: `${name}.example.test`, ip: one.ip, http_port: one.port });
  }

  const first = await call("haproxy_list_domains", { limit: 2 });
  const rest = await call("haproxy_list_domains", { limit: 2, cursor: first.data["next_cursor"] });
  const servers = await call("haproxy_list_servers", { domain: "b.example.test" });
  const removedServer = await call("haproxy_remove_server", { domain: "b.example.test", slot: 1 });
  const removedDomain = await call("haproxy_remove_domain", { domain: "a.example.test" });

  expect(first.data).toMatchObject({
    total: 3,
    domains: [{ domain: "a.example.test" }, { domain: "b.example.test" }],
  });
  expect(rest.data).toMatchObject({ total: 3, domains: [{ domain: "c.example.test" }] });
  expect(rest.data).not.toHaveProperty("next_cursor");
  expect(servers.data).toMatchObject({
    servers: [{ slot: 1, status: expect.stringMatching(/^(?:UP|CHECKING)$/) }],
  });
  expect(servers.text).toMatch(
    new RegExp(`slot 1 127.0.0.1:${one.port} (?:UP, connection accepted|CHECKING) for \\d+ s`),
  );
  expect(removedServer.data).toMatchObject({ removed: { slot: 1, http_port: one.port } });
  expect(removedDomain.data).toMatchObject({ removed_servers: [{ slot: 1 }], remaining_domains: [] });
});

describe("haproxy_health", () => {
  it("is healthy, with HAProxy's version and every file", async () => {
    await using backend = await startBackend({ name: "one" });
    await using served = await startServed();
    const server = { ip: backend.ip, http_port: backend.port };
    await served.call("haproxy_add_domain", { domain: "a.example.test", ...server });

    const { data } = await served.call("haproxy_health", {});

    expect(data).toMatchObject({
      status: "healthy",
      components: {
        mcp: { status: "ok" },
        haproxy: {
          status: "ok",
          version: expect.stringMatching(/^\d+\.\d+/),
          uptime_sec: expect.any(Number),
        },
        config_files: { status: "ok", files: { map_file: "ok", servers_file: "ok", state_file: "ok" } },
      },
    });
  });

  it("is unhealthy without HAProxy, and tools report that nothing was changed", async () => {
    await using served = await startServed();
    const { client, haproxy } = served;
    await haproxy.stop();

    const health = await client.callTool({ name: "haproxy_health" });
    const added = await client.callTool({
      name: "haproxy_add_domain",
      arguments: { domain: "a.example.test" },
    });

    expect(health.structuredContent).toMatchObject({
      status: "unhealthy",
      components: { haproxy: { status: "error", reason: expect.stringContaining(haproxy.runtimeSocket) } },
    });
    expect(added.content[0]?.text).toMatch(/^HAPROXY_UNREACHABLE: .*Nothing was changed/s);
  });

  it("is degraded with a broken file, and names it", async () => {
    await using served = await startServed();
    const { serversFile } = served.haproxy;
    await writeFile(serversFile, "{");

    const { data } = await served.call("haproxy_health", {});

    expect(data).toMatchObject({
      status: "degraded",
      components: {
        config_files: { status: "error", problems: [expect.stringContaining(serversFile)] },
      },
    });
  });
});

it("keeps results small with 100,000 domains and with 1,000 findings in a file", async () => {
  const lines = Array.from(
    { length: 100_000 },
    (_, index) => `d${index}.example.test pool_${(index % 5) + 1}\n`,
  );
  const broken = Array.from({ length: 1_000 }, (_, index) => `BROKEN${index}.example.test pool_1\n`);
  await using served = await startServed({ "domains.map": [...lines, ...broken].join("") });
  const { client } = served;

  const results = [
    await client.callTool({ name: "haproxy_list_domains" }),
    await client.callTool({ name: "haproxy_list_domains", arguments: { filter: "d99999." } }),
    await client.callTool({ name: "haproxy_remove_domain", arguments: { domain: "d7.example.test" } }),
    await client.callTool({ name: "haproxy_health" }),
  ];

  expect(results.map((result) => result.isError === true)).toEqual([false, false, false, false]);
  expect(results[0]?.structuredContent).toMatchObject({ total: 100_000, next_cursor: expect.any(String) });
  expect(results[1]?.structuredContent).toMatchObject({
    total: 1,
    domains: [{ domain: "d99999.example.test" }],
  });
  for (const result of results) expect(JSON.stringify(result).length).toBeLessThan(32_768);
});
