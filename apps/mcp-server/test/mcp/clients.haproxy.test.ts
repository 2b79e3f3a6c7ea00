import { request, startBackend } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { catalog } from "../../src/index.js";
import { clients } from "../support/clients.js";
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

    expect(tools.map(({ name }) => name)).toEqual(catalog.map(({ name }) => name));
    expect(added.structuredContent).toMatchObject({ domain: "shop.example.test", pool: "pool_1" });
    expect(second.structuredContent).toMatchObject({ server: { slot: 2, name: "pool_1_2", ip: "::1" } });
    expect(listed.structuredContent).toMatchObject({
      total: 1,
      domains: [{ servers: [{ slot: 1 }, { slot: 2 }] }],
    });
    expect([...bodies].sort()).toEqual(["four", "six"]);
  },
);
