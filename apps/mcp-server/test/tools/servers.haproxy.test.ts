import { request, startBackend, until } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { parseMetrics } from "../metrics/parse-metrics.js";
import { startServed } from "../support/served.js";
import { shared } from "../support/shared.js";

const LIMIT_MS = 10_000;
const LONG_SEC = 40;

const served = shared(() => startServed({}, { count: 30, slots: 3 }));
let count = 0;
/** A domain that no other test uses. */
const newDomain = () => `d${++count}.example.test`;

it("HA7 haproxy_add_server refuses this server, and says what to do", async () => {
  const domain = newDomain();
  const { call, client, serving } = served();
  await call("haproxy_add_domain", { domain });
  const http_port = Number(new URL(serving.url).port);

  const result = await client.callTool({
    name: "haproxy_add_server",
    arguments: { domain, ip: "127.0.0.1", http_port },
  });

  expect(result).toMatchObject({ isError: true, _meta: { error: { code: "REFUSED_SERVER", field: "ip" } } });
  expect(result.content[0]?.text).toMatch(
    new RegExp(
      `^REFUSED_SERVER: 127.0.0.1:${http_port} is this MCP server, which can't be a server. Nothing was changed. `,
    ),
  );
});

it("HA15 /metrics counts requests, responses and servers by domain, for callers of the server only", async () => {
  const domain = newDomain();
  await using backend = await startBackend({ name: "one" });
  const { call, haproxy, serving } = served();
  const { data } = await call("haproxy_add_domain", { domain, ip: "127.0.0.1", http_port: backend.port });
  await call("haproxy_add_server", { domain, ip: "127.0.0.2", http_port: backend.port });
  await request({ socketPath: haproxy.httpSocket }, { host: domain });
  const url = new URL("/metrics", serving.url);
  const labels = `domain="${domain}",pool="${data["pool"]}"`;
  const requests = `haproxy_mcp_domain_requests_total{${labels}}`;

  const read = async () => parseMetrics(await (await fetch(url)).text());
  // HAProxy counts a request after it has sent the end of its response
  await until("the request is counted", LIMIT_MS, async () => (await read()).get(requests) === 1);
  const response = await fetch(url);
  const metrics = parseMetrics(await response.text());

  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(Object.fromEntries(metrics)).toMatchObject({
    haproxy_mcp_haproxy_up: 1,
    haproxy_mcp_restored: 1,
    [`haproxy_mcp_domain_servers{${labels}}`]: 2,
    [`haproxy_mcp_domain_responses_total{${labels},class="2xx"}`]: 1,
  });
  expect((await fetch(url, { method: "POST" })).status).toBe(405);
  expect((await fetch(url, { headers: { "x-forwarded-for": "203.0.113.9" } })).status).toBe(403);
});

describe("haproxy_add_servers", () => {
  const servers = [
    { ip: "127.0.0.1", http_port: 81 },
    { slot: 1, ip: "::1", weight: 3 },
  ];

  it.each([
    ["an array", servers],
    ["a JSON string", JSON.stringify(servers)],
  ])("takes %s", async (_what, given) => {
    const domain = newDomain();
    const { call } = served();
    await call("haproxy_add_domain", { domain });

    const { data, text } = await call("haproxy_add_servers", { domain, servers: given });

    expect(data["servers"]).toMatchObject([
      { slot: 2, ip: "127.0.0.1", http_port: 81, weight: 1 },
      { slot: 1, ip: "::1", http_port: 80, weight: 3 },
    ]);
    expect(text).toContain("slot 1 [::1]:80 weight 3");
  });

  it.each([
    ["an unknown field", [{ ip: "::1", port: 80 }], "INVALID_INPUT", "servers[0]"],
    ["a taken slot", [{ ip: "::1" }, { ip: "::2", slot: 1 }], "SLOT_TAKEN", "servers[1].slot"],
    ["too many", [{ ip: "::1" }, { ip: "::2" }, { ip: "::3" }], "NO_FREE_SLOT", "servers[2]"],
  ])("refuses %s, with the field at fault", async (_what, given, code, field) => {
    const domain = newDomain();
    const { call, client } = served();
    await call("haproxy_add_domain", { domain, ip: "127.0.0.1" });

    const result = await client.callTool({
      name: "haproxy_add_servers",
      arguments: { domain, servers: given },
    });

    expect(result, result.content[0]?.text).toMatchObject({
      isError: true,
      _meta: { error: { code, field } },
    });
    const { data } = await call("haproxy_list_servers", { domain });
    expect(data["servers"]).toHaveLength(1);
  });

  it("shows the array only in its schema", async () => {
    const { tools } = await served().client.listTools();

    const tool = tools.find(({ name }) => name === "haproxy_add_servers");
    expect(tool).toMatchObject({ inputSchema: { properties: { servers: { type: "array", maxItems: 10 } } } });
  });
});

it("sets states and weights, and reports the previous ones", async () => {
  const domain = newDomain();
  const { call } = served();
  await call("haproxy_add_domain", { domain, ip: "127.0.0.1" });

  const weight = await call("haproxy_set_server_weight", { domain, slot: 1, weight: 0 });
  const drain = await call("haproxy_set_server_state", { domain, slot: 1, state: "drain" });
  const maint = await call("haproxy_set_domain_state", { domain, state: "maint" });
  const { data } = await call("haproxy_list_servers", { domain });

  expect(weight.data).toMatchObject({ previous_weight: 1, server: { weight: 0 } });
  expect(drain.data).toMatchObject({ previous_state: "ready", server: { state: "drain" }, sessions: 0 });
  expect(maint.data).toMatchObject({ servers: [{ slot: 1, state: "maint" }], sessions: 0 });
  expect(data["servers"]).toMatchObject([{ state: "maint", status: "MAINT", weight: 0 }]);
});

describe("with a session open", () => {
  async function arrangeBusy() {
    const domain = newDomain();
    const backend = await startBackend({ name: "one" });
    const { call, client, haproxy } = served();
    await call("haproxy_add_domain", { domain, ip: backend.ip, http_port: backend.port });
    const held = request({ socketPath: haproxy.httpSocket }, { host: domain, path: "/held" });
    while (backend.requests() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    return {
      domain,
      backend,
      call,
      client,
      async [Symbol.asyncDispose]() {
        backend.release();
        await held;
        await backend[Symbol.asyncDispose]();
      },
    };
  }

  it("maint warns of sessions that it may cut", async () => {
    await using busy = await arrangeBusy();
    const { domain } = busy;

    const { data, text } = await busy.call("haproxy_set_server_state", { domain, slot: 1, state: "maint" });

    expect(data["sessions"]).toBe(1);
    expect(text).toMatch(/warning: 1 open session may be cut/);
  });

  it("wait_drain sends its progress, and ends when the session does", async () => {
    await using busy = await arrangeBusy();
    const { domain } = busy;
    const messages: (string | undefined)[] = [];

    const result = await busy.client.callTool(
      { name: "haproxy_wait_drain", arguments: { domain, timeout: LONG_SEC } },
      {
        onProgress: (message) => {
          messages.push(message);
          busy.backend.release();
        },
      },
    );

    expect(result.structuredContent).toMatchObject({ drained: true, sessions: 0 });
    expect(messages[0]).toBe("1 session left");
  });

  it("wait_drain ends at its timeout, with what is left", async () => {
    await using busy = await arrangeBusy();
    const { domain } = busy;

    const { data, text } = await busy.call("haproxy_wait_drain", { domain, timeout: 0 });

    expect(data).toMatchObject({ drained: false, sessions: 1, servers: [{ slot: 1, sessions: 1 }] });
    expect(text).toContain("1 session left after");
  });

  it("wait_drain ends when its caller cancels, and the server keeps serving", async () => {
    await using busy = await arrangeBusy();
    const { domain } = busy;
    const caller = new AbortController();

    const waiting = busy.client.callTool(
      { name: "haproxy_wait_drain", arguments: { domain, timeout: LONG_SEC } },
      { signal: caller.signal, onProgress: () => caller.abort() },
    );

    await expect(waiting).rejects.toThrow();
    await busy.call("haproxy_list_domains", {});
  });

  it("a removal waits with drain_timeout, and restores the state when its caller cancels", async () => {
    await using busy = await arrangeBusy();
    const { domain } = busy;
    const caller = new AbortController();
    const removal = {
      name: "haproxy_remove_server",
      arguments: { domain, slot: 1, drain_timeout: LONG_SEC },
    };
    const stateOfServer = async () => {
      const { data } = await busy.call("haproxy_list_servers", { domain });
      return (data["servers"] as readonly { state: string }[])[0]?.state;
    };

    const cancelled = busy.client.callTool(removal, {
      signal: caller.signal,
      onProgress: () => caller.abort(),
    });
    await expect(cancelled).rejects.toThrow();
    while ((await stateOfServer()) !== "ready") await new Promise((resolve) => setTimeout(resolve, 20));
    const removed = await busy.client.callTool(removal, { onProgress: () => busy.backend.release() });

    expect(removed.structuredContent).toMatchObject({ removed: { slot: 1 }, sessions: 0 });
  });
});
