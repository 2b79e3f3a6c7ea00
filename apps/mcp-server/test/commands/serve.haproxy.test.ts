import { writeFile } from "node:fs/promises";
import { request, startBackend } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { openClient } from "../support/clients.js";
import { settingsFor, startPools, startProgram, startServing } from "../support/program.js";

const served = async (haproxy: { httpSocket: string }, host: string) => {
  const { status, body } = await request({ socketPath: haproxy.httpSocket }, { host });
  return status === 200 ? body : status;
};

describe("nothing is lost", () => {
  it("when the MCP server is killed and HAProxy restarted: HAProxy serves before the server is back", async () => {
    await using haproxy = await startPools();
    await using one = await startBackend({ name: "one" });
    await using six = await startBackend({ name: "six", host: "::1" });
    await using serving = await startServing(haproxy);
    await using client = await openClient(serving.url);
    await client.callTool({
      name: "haproxy_add_domain",
      arguments: { domain: "a.example.test", ip: one.ip, http_port: one.port },
    });
    await client.callTool({
      name: "haproxy_add_domain",
      arguments: { domain: "*.example.test", ip: six.ip, http_port: six.port },
    });

    await serving.end("SIGKILL");
    await haproxy.restart();

    expect(await served(haproxy, "a.example.test")).toBe("one");
    expect(await served(haproxy, "b.c.example.test")).toBe("six");
  });

  it("when HAProxy starts empty: everything is restored before the server reports ready", async () => {
    await using haproxy = await startPools();
    await using one = await startBackend({ name: "one" });
    await writeFile(haproxy.mapFile, "a.example.test pool_2\n");
    await writeFile(
      haproxy.serversFile,
      JSON.stringify({ "a.example.test": { 3: { ip: one.ip, http_port: one.port, weight: 5 } } }),
    );
    expect(await served(haproxy, "a.example.test")).toBe(404);

    await using _serving = await startServing(haproxy);

    expect(await served(haproxy, "a.example.test")).toBe("one");
  });

  it("when HAProxy starts after the server: it is restored as soon as it responds", async () => {
    await using haproxy = await startPools({ "domains.map": "a.example.test pool_1\n" });
    await using one = await startBackend({ name: "one" });
    await haproxy.stop();
    await using program = startProgram(["serve"], await settingsFor(haproxy));
    await program.printed("listening, not ready");
    await writeFile(
      haproxy.serversFile,
      JSON.stringify({ "a.example.test": { 1: { ip: one.ip, http_port: one.port } } }),
    );

    await haproxy.start();
    await program.printed('"msg":"ready"');

    expect(await served(haproxy, "a.example.test")).toBe("one");
  });
});

it("exits with 0 on SIGTERM, after the calls in flight", async () => {
  await using haproxy = await startPools();
  await using serving = await startServing(haproxy);
  await using client = await openClient(serving.url);
  const calls = Array.from({ length: 5 }, (_, i) =>
    client.callTool({ name: "haproxy_add_domain", arguments: { domain: `d${i}.example.test` } }),
  );
  await Promise.race(calls);

  const [code, ...results] = await Promise.all([serving.end("SIGTERM"), ...calls]);

  expect(code).toBe(0);
  expect(results.map(({ isError }) => isError ?? false)).toEqual([false, false, false, false, false]);
});

describe("over HTTP", () => {
  const post = (url: URL, headers: Record<string, string>, body: string) =>
    request({ port: Number(url.port) }, { host: url.host, path: "/mcp", method: "POST", body, headers });
  const initialize = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "t", version: "1" } },
  });
  const json = { "content-type": "application/json", accept: "application/json, text/event-stream" };

  it("refuses foreign pages, wrong tokens, other paths and large bodies", async () => {
    await using haproxy = await startPools({ "token.env": "MCP_TOKEN=a-long-secret-token\n" });
    await using serving = await startServing(haproxy);
    const { url } = serving;

    const statuses = {
      foreignOrigin: (await post(url, { ...json, origin: "https://evil.example" }, initialize)).status,
      wrongToken: (await post(url, { ...json, authorization: "Bearer nope" }, initialize)).status,
      throughProxy: (await post(url, { ...json, "x-forwarded-for": "203.0.113.9" }, initialize)).status,
      withToken: (
        await post(
          url,
          { ...json, "x-forwarded-for": "203.0.113.9", authorization: "Bearer a-long-secret-token" },
          initialize,
        )
      ).status,
      largeBody: (await post(url, json, JSON.stringify("x".repeat(1 << 20)))).status,
      noSession: (await post(url, { ...json, "mcp-session-id": "gone" }, initialize)).status,
      otherPath: (await request({ port: Number(url.port) }, { host: url.host, path: "/" })).status,
      foreignHost: (await request({ port: Number(url.port) }, { host: "evil.example", path: "/mcp" })).status,
    };

    expect(statuses).toEqual({
      foreignOrigin: 403,
      wrongToken: 401,
      throughProxy: 401,
      withToken: 200,
      largeBody: 413,
      noSession: 404,
      otherPath: 404,
      foreignHost: 403,
    });
    expect(serving.stdout() + serving.stderr()).not.toContain("a-long-secret-token");
  });

  it("exits at once if the port is taken, and names the process that has it", async () => {
    await using haproxy = await startPools();
    await using serving = await startServing(haproxy);

    await using second = startProgram(["serve"], {
      ...(await settingsFor(haproxy)),
      MCP_PORT: serving.url.port,
    });

    expect(await second.end()).toBe(1);
    expect(second.stderr()).toMatch(
      new RegExp(`port ${serving.url.port} \\(MCP\\) is taken by \\S+ \\(pid ${serving.pid}\\)`),
    );
  });
});

it("prints only protocol messages on stdout over stdio", async () => {
  await using haproxy = await startPools();
  await using program = startProgram(["stdio"], { ...(await settingsFor(haproxy)), LOG_LEVEL: "DEBUG" });
  await program.printed("desired state restored");

  await program.end("SIGTERM");

  for (const line of program.stdout().split("\n").filter(Boolean)) {
    expect(JSON.parse(line)).toHaveProperty("jsonrpc");
  }
});

it("has a page for browsers only with MCP_UI=on, which needs a token also of this machine", async () => {
  await using haproxy = await startPools();
  const answers = async (settings: Record<string, string>) => {
    await using serving = await startServing(haproxy, settings);
    const [page, session] = await Promise.all(
      ["/ui/", "/ui/session"].map((path) => fetch(new URL(path, serving.url))),
    );
    return {
      statuses: [page?.status, session?.status],
      session: session?.status === 200 ? await session.json() : undefined,
      isLogged: /"path":"\/ui\/","msg":"page for browsers"/.test(serving.stderr()),
    };
  };

  expect(await answers({})).toEqual({ statuses: [404, 404], session: undefined, isLogged: false });
  expect(await answers({ MCP_UI: "on" })).toEqual({
    statuses: [200, 200],
    session: { isOpen: false, hasTokens: false, version: expect.any(String), deniedTools: [] },
    isLogged: true,
  });
});
