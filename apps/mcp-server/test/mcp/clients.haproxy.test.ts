import { request, startBackend } from "@haproxy-mcp/test-haproxy";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { expect, it } from "vitest";
import { toolsOf } from "../../src/index.js";
import { clients, openClient, stdioOf } from "../support/clients.js";
import { settingsFor, startPools, startServing } from "../support/program.js";

it.each(clients)(
  "$name: adds a domain with an IPv4 and an IPv6 server, and both respond",
  async ({ open }) => {
    await using haproxy = await startPools();
    await using four = await startBackend({ name: "four" });
    await using six = await startBackend({ name: "six", host: "::1" });
    await using serving = await startServing(haproxy);
    await using client = await open(serving.url, await settingsFor(haproxy));

    const { tools } = await client.listTools();
    const added = await client.callTool({
      name: "haproxy_add_domain",
      arguments: { domain: "shop.example.test", ip: four.ip, http_port: four.port },
    });
    const second = await client.callTool({
      name: "haproxy_add_server",
      arguments: { domain: "shop.example.test", ip: six.ip, http_port: six.port, weight: 1 },
    });
    const listed = await client.callTool({ name: "haproxy_list_domains" });
    const bodies = new Set<string>();
    for (let i = 0; i < 4; i++) {
      bodies.add((await request({ socketPath: haproxy.httpSocket }, { host: "shop.example.test" })).body);
    }

    expect(tools.map(({ name }) => name)).toEqual(toolsOf(["core"]).map(({ name }) => name));
    expect(added.structuredContent).toMatchObject({ domain: "shop.example.test", pool: "pool_1" });
    expect(second.structuredContent).toMatchObject({ server: { slot: 2, name: "pool_1_2", ip: "::1" } });
    expect(listed.structuredContent).toMatchObject({
      total: 1,
      domains: [{ servers: [{ slot: 1 }, { slot: 2 }] }],
    });
    expect([...bodies].sort()).toEqual(["four", "six"]);
  },
);

it("CL18 SIGTERM gives a waiting call an error result, over HTTP and over stdio", async () => {
  await using haproxy = await startPools();
  await using backend = await startBackend({ name: "one" });
  await using serving = await startServing(haproxy);
  await using http = await openClient(serving.url);
  const transport = new StdioClientTransport(stdioOf(await settingsFor(haproxy)));
  const stdio = new Client({ name: "test", version: "1" });
  await stdio.connect(transport);
  const domain = "shop.example.test";
  await http.callTool({
    name: "haproxy_add_domain",
    arguments: { domain, ip: backend.ip, http_port: backend.port },
  });
  const held = request({ socketPath: haproxy.httpSocket }, { host: domain, path: "/held" });
  await expect.poll(() => backend.requests(), { timeout: 5_000 }).toBe(1);
  const wait = { name: "haproxy_wait_drain", arguments: { domain, timeout: 40 } };
  const messages = new Set<unknown>();
  const calls = [
    http.callTool(wait, { onProgress: (message) => messages.add(`HTTP: ${message}`) }),
    stdio.callTool(wait, { onprogress: ({ message, total }) => messages.add(`${message} of ${total}`) }),
  ];
  await expect
    .poll(() => [...messages].sort(), { timeout: 5_000 })
    .toEqual(["1 session left of 40", "HTTP: 1 session left"]);

  process.kill(transport.pid ?? 0, "SIGTERM");
  const ended = serving.end("SIGTERM");

  for (const call of calls)
    expect(await call).toMatchObject({
      isError: true,
      content: [
        { text: "CANCELLED: cancelled while 1 session was left. The files and HAProxy are as before." },
        { text: "The server is stopping. Repeat the call once it has started again." },
      ],
    });
  expect(await ended).toBe(0);
  backend.release();
  await held;
  await stdio.close();
});
