import { writeFile } from "node:fs/promises";
import { request, startBackend } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { openClient } from "../support/clients.js";
import { settingsFor, startPools, startProgram, startServing } from "../support/program.js";

const domain = "a.example.test";

describe("haproxy-mcp restore", () => {
  it("lists differences with --dry-run, and repairs them without", async () => {
    await using haproxy = await startPools({ "domains.map": `${domain} pool_1\n` });
    const settings = await settingsFor(haproxy);
    await writeFile(
      haproxy.serversFile,
      JSON.stringify({ [domain]: { 1: { ip: "127.0.0.1", http_port: 81 } } }),
    );
    const run = async (...args: readonly string[]) => {
      await using program = startProgram(["restore", ...args], settings);
      return { code: await program.end(), text: program.stdout() };
    };
    const difference =
      "pool_1_1 is 0.0.0.0:80 weight 1 in maintenance, should be 127.0.0.1:81 weight 1 ready";

    const listed = await run("--dry-run");
    const repaired = await run();
    const again = await run("--dry-run");

    expect(listed).toEqual({ code: 5, text: `1 difference; nothing was changed\n${difference}\n` });
    expect(repaired).toEqual({
      code: 0,
      text: `1 difference repaired, 0 left\nrepaired: ${difference}\n`,
    });
    expect(again).toEqual({ code: 0, text: "0 differences; nothing was changed\n" });
  });

  it("reports why it failed, and an unknown option", async () => {
    await using haproxy = await startPools();
    const settings = await settingsFor(haproxy);
    await haproxy.stop();
    await using unreachable = startProgram(["restore"], settings);
    await using unknown = startProgram(["restore", "--now"], settings);

    expect(await unreachable.end()).toBe(4);
    expect(unreachable.stderr()).toMatch(/^HAPROXY_UNREACHABLE: /m);
    expect(await unknown.end()).toBe(2);
    expect(unknown.stderr()).toContain("--now");
  });
});

describe("a running server", () => {
  it("restores what a restarted HAProxy lost, without a call", async () => {
    await using haproxy = await startPools();
    await using backend = await startBackend({ name: "one" });
    await using serving = await startServing(haproxy);
    await using client = await openClient(serving.url);
    await client.callTool({
      name: "haproxy_add_domain",
      arguments: { domain, ip: backend.ip, http_port: backend.port },
    });
    await haproxy.stop();
    await writeFile(haproxy.stateFile, "1\n");
    await haproxy.start();

    const served = async () => (await request({ socketPath: haproxy.httpSocket }, { host: domain })).body;
    while ((await served()) !== "one") await new Promise((resolve) => setTimeout(resolve, 50));

    const { structuredContent } = await client.callTool({ name: "haproxy_health" });
    expect(structuredContent).toMatchObject({
      status: "healthy",
      components: { desired_state: { status: "ok", differences: 0 } },
    });
  });

  it("shows changes by hand in haproxy_health", async () => {
    await using haproxy = await startPools();
    await using serving = await startServing(haproxy);
    await using client = await openClient(serving.url);
    await using backend = await startBackend({ name: "one" });
    const { ip, port } = backend;
    await client.callTool({ name: "haproxy_add_domain", arguments: { domain, ip, http_port: port } });
    await haproxy.runtime("set server pool_1/pool_1_1 weight 7");

    const { structuredContent, content } = await client.callTool({ name: "haproxy_health" });

    const difference = `pool_1_1 is ${ip}:${port} weight 7 ready, should be ${ip}:${port} weight 1 ready`;
    expect(structuredContent).toMatchObject({
      status: "degraded",
      components: { desired_state: { status: "error", differences: 1, first: [difference] } },
    });
    expect(content[0]?.text).toContain(difference);
  });
});
