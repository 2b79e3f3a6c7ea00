// The page's routes over plain HTTP, as a browser asks them.
import { once } from "node:events";
import { type IncomingMessage, request as open } from "node:http";
import { type AddressInfo, createConnection, createServer } from "node:net";
import { until } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineTool, type ToolContext } from "../../../src/tools/define-tool.js";
import { shared } from "../../support/shared.js";
import { linesOf, NAME, OWN, type PageServer, startPageServer } from "./page-server.js";

const LIMIT_MS = 10_000;
const started = shared(() => startPageServer());

describe("the page", () => {
  it("is one HTML text at each of its addresses", async () => {
    const { send } = started();
    const [overview, ...others] = await Promise.all(
      [
        "",
        "add",
        "certificates",
        "activity",
        "differences",
        "help",
        "d/a.example.com",
        "d/a.example.com/requests",
      ].map((name) => send(`/ui/${name}`)),
    );

    expect(overview).toMatchObject({
      status: 200,
      headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
      body: expect.stringMatching(/^<!doctype html>\n<html lang="en">/),
    });
    expect(others.map(({ status, body }) => [status, body])).toEqual(others.map(() => [200, overview?.body]));
    for (const path of [
      "/ui/nothing",
      "/ui/add/",
      "/ui/d/",
      "/ui/d/a/b",
      "/ui/%2e%2e/mcp",
      "/ui/../mcp",
      "/ui/main.js",
    ])
      expect(await send(path)).toMatchObject({ status: 404, body: overview?.body });
    expect(await send("/ui")).toMatchObject({ status: 308, headers: { location: "/ui/" } });
  });

  it("has files that may be kept for ever, and are sent compressed", async () => {
    const { send } = started();
    const { body } = await send("/ui/");
    const paths = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = ""]) => path);

    const names = paths.map((path) =>
      path.replace(/\.[0-9a-f]{16}\./, ".#.").replace(/-[0-9A-Z]{8}\./, "-#."),
    );
    expect([...new Set(names)].sort()).toEqual([
      "/ui/chunk-#.js",
      "/ui/icon.#.svg",
      "/ui/main.#.css",
      "/ui/main.#.js",
    ]);
    for (const path of paths) {
      const plain = await send(path);
      const zipped = await send(path, { headers: { "accept-encoding": "gzip, br" } });
      expect(plain).toMatchObject({
        status: 200,
        headers: {
          "cache-control": "public, max-age=31536000, immutable",
          "content-type": expect.stringMatching(
            /^(?:image\/svg\+xml|text\/(?:css|javascript); charset=utf-8)$/,
          ),
        },
      });
      expect(zipped.headers).toMatchObject({ "content-encoding": "gzip", vary: "accept-encoding" });
      expect(Number(zipped.headers["content-length"])).toBeLessThan(
        Number(plain.headers["content-length"]) + 50,
      );
    }
  });

  it("reports who looks, and which tools are denied", async () => {
    await using server = await startPageServer({ settings: { MCP_TOOLS_DENY: "haproxy_reload" } });
    const session = async (headers = {}) => JSON.parse((await server.send("/ui/session", { headers })).body);

    expect(await session()).toEqual({ isOpen: false, hasTokens: true, version: "0.1.0", deniedTools: [] });
    expect(await session(await server.signIn("operate"))).toEqual({
      caller: { name: "operate", role: "operate" },
      isOpen: false,
      hasTokens: true,
      version: "0.1.0",
      deniedTools: ["haproxy_reload"],
    });
  });
});

/** A change that ends when the test says so, or when it is cancelled. */
function waitingTool(onCall: (context: ToolContext, finish: () => void) => void) {
  return defineTool({
    name: "haproxy_wait",
    title: "Wait",
    description: "Wait",
    role: "operate",
    input: z.object({}),
    output: z.object({}),
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    handle: (_input, context) =>
      new Promise((resolve, reject) => {
        context.signal.addEventListener("abort", () => reject(context.signal.reason));
        context.progress("waiting for servers", 60_000);
        onCall(context, () => resolve({}));
      }),
    summarise: () => "",
  });
}

describe("a call of a tool", () => {
  it("changes what the tool changes, and the history has the token's name and the page", async () => {
    const { signIn, post, call } = started();
    const session = await signIn("operate");

    const added = await post(
      "/ui/call/haproxy_add_domain",
      { arguments: { domain: "added.example.com" }, reason: "a test" },
      { headers: session },
    );

    expect(added).toMatchObject({ status: 200, headers: { "content-type": "application/x-ndjson" } });
    expect(linesOf(added.body).at(-1)).toMatchObject({
      result: { domain: "added.example.com" },
      text: expect.stringContaining("added.example.com"),
    });
    // a toolset that models do not get here
    const [history] = await call("haproxy_history", { domain: "added.example.com" }, session);
    expect(history).toMatchObject({
      result: {
        entries: [
          {
            caller: "operate",
            way: "page",
            client_ip: "127.0.0.1",
            operation: "add_domain",
            reason: "a test",
            result: "done",
          },
        ],
      },
    });
  });

  it("returns the error that the tool returns", async () => {
    const { signIn, call } = started();
    const session = await signIn("operate");

    expect(await call("haproxy_add_domain", { domain: "no domain" }, session)).toEqual([
      {
        error: {
          code: "INVALID_DOMAIN",
          field: "domain",
          message: expect.stringMatching(/Nothing was changed\. Correct the name\.$/),
        },
      },
    ]);
    expect(
      await call("haproxy_add_domain", { domain: "a.example.com", colour: "red" }, session),
    ).toMatchObject([
      { error: { code: "INVALID_INPUT", message: expect.stringContaining("unknown argument colour") } },
    ]);
  });

  it("is NOT_ALLOWED beyond the role, and in a server that only reads", async () => {
    const { signIn, call, file } = started();
    const reader = await signIn("read");
    expect(await call("haproxy_add_domain", { domain: "b.example.com" }, reader)).toMatchObject([
      {
        error: {
          code: "NOT_ALLOWED",
          message: expect.stringContaining("needs the role operate, and read has"),
        },
      },
    ]);
    await until("the access log has it", LIMIT_MS, async () =>
      /"caller":"read"/.test(await file("access.log")),
    );
    expect(
      await call("haproxy_add_domain", { domain: "b.example.com", dry_run: true }, reader),
    ).toMatchObject([{ result: { plan: {} } }]);

    await using server = await startPageServer({
      settings: { MCP_READ_ONLY: "on", MCP_TOOLS_DENY: "haproxy_stats" },
    });
    const admin = await server.signIn("admin");
    expect(await server.call("haproxy_add_domain", { domain: "b.example.com" }, admin)).toMatchObject([
      { error: { code: "NOT_ALLOWED", message: expect.stringContaining("this server only reads") } },
    ]);
    expect(await server.call("haproxy_stats", {}, admin)).toMatchObject([
      { error: { code: "NOT_ALLOWED", message: expect.stringContaining("switched off for every caller") } },
    ]);
    expect(JSON.parse((await server.send("/ui/session", { headers: admin })).body).caller).toEqual({
      name: "admin",
      role: "read",
    });
  });

  it("reports its progress while it runs, and is cancelled when the browser leaves", async () => {
    const calls: ToolContext[] = [];
    const wait = waitingTool((context) => calls.push(context));
    await using server = await startPageServer({ tools: [wait] });
    const { port, host, signIn } = server;
    const headers = { ...(await signIn("operate")), ...OWN, host, origin: `http://${host}` };
    const outgoing = open({ port, path: "/ui/call/haproxy_wait", method: "POST", headers });
    outgoing.on("error", () => {}).end("{}");

    const [incoming] = await once(outgoing, "response");
    const [line] = await once(
      incoming.setEncoding("utf8").on("error", () => {}),
      "data",
    );
    const [call] = calls;

    expect(linesOf(line)).toEqual([{ progress: "waiting for servers", total: 60 }]);
    expect(call?.signal.aborted).toBe(false);
    outgoing.destroy();
    await until("the call is cancelled", LIMIT_MS, async () => call?.signal.aborted === true);
  });
});

describe("the requests", () => {
  it("are the last of a domain, the newest first", async () => {
    const { send, signIn, call, haproxy } = started();
    const session = await signIn("operate");
    await call("haproxy_add_domain", { domain: "seen.example.com" }, session);
    const rows = async (query = "") =>
      JSON.parse((await send(`/ui/requests${query}`, { headers: session })).body) as { path?: string }[];
    for (const path of ["/1", "/2?secret", "/3"]) {
      await send(path, { target: { socketPath: haproxy.httpSocket }, host: "seen.example.com" });
      const count = Number(path[1]);
      await until(path, LIMIT_MS, async () => (await rows("?domain=seen.example.com")).length === count);
    }
    await send("/other", { target: { socketPath: haproxy.httpSocket }, host: "other.example.com" });
    await until("the other", LIMIT_MS, async () => (await rows()).some(({ path }) => path === "/other"));

    expect(await rows("?domain=seen.example.com")).toMatchObject([
      {
        path: "/3",
        status: 503,
        domain: "seen.example.com",
        method: "GET",
        time: expect.stringMatching(/Z$/),
      },
      { path: "/2" },
      { path: "/1" },
    ]);
    const unknown = await send("/ui/requests?domain=unknown.example.com", { headers: session });
    expect(unknown).toMatchObject({
      status: 404,
      body: expect.stringContaining('"code":"DOMAIN_NOT_FOUND"'),
    });
  });

  it("are missing where HAProxy keeps none, and the error says how to keep them", async () => {
    await using server = await startPageServer({ withRing: false });
    const response = await server.send("/ui/requests", { headers: await server.signIn("read") });

    expect(response.status).toBe(409);
    expect(JSON.parse(response.body)).toEqual({
      error: { code: "NO_ACCESS_LOG", message: expect.stringContaining("Set HAPROXY_ACCESS_LOG to ring") },
    });
  });
});

describe("whether a server is reachable", () => {
  const reach = async (ip: string, http_port: unknown, role: "read" | "operate" = "operate") => {
    const { post, signIn } = started();
    const response = await post("/ui/reach", { ip, http_port }, { headers: await signIn(role) });
    return { status: response.status, ...JSON.parse(response.body) };
  };

  it("is tested with a connection", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;

    expect(await reach("127.0.0.1", port)).toEqual({ status: 200, reachable: true, ms: expect.any(Number) });
    server.close();
    await once(server, "close");
    expect(await reach("127.0.0.1", port)).toEqual({
      status: 200,
      reachable: false,
      why: "the connection was refused: nothing listens on this port",
    });
  });

  it("is not tested for what no server may be, nor for a caller that may add none", async () => {
    const { port } = started();

    expect(await reach("127.0.0.1", port)).toMatchObject({ status: 409, error: { code: "REFUSED_SERVER" } });
    expect(await reach("localhost", 80)).toMatchObject({ status: 400, error: { field: "ip" } });
    expect(await reach("127.0.0.1", 0)).toMatchObject({ status: 400, error: { code: "OUT_OF_RANGE" } });
    expect(await reach("127.0.0.1", 1, "read")).toMatchObject({
      status: 403,
      error: { code: "NOT_ALLOWED" },
    });
  });
});

describe("a page of this machine", () => {
  it("opens without a token for a browser that asks localhost itself", async () => {
    await using server = await startPageServer({
      opensHere: true,
      settings: { MCP_TRUSTED_ROLE: "operate" },
    });
    const { send, call, port } = server;
    const session = async (host: string, headers = {}) =>
      JSON.parse((await send("/ui/session", { host, headers })).body);

    for (const name of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`])
      expect(await session(name)).toMatchObject({
        caller: { name: "127.0.0.1", role: "operate" },
        isOpen: true,
        hasTokens: true,
      });
    for (const [name, headers] of [
      [NAME, {}],
      ["100.64.0.7", {}],
      [`localhost:${port}`, { "x-forwarded-for": "127.0.0.1" }],
      [`localhost:${port}`, { "x-forwarded-proto": "http" }],
      [`localhost:${port}`, { forwarded: "for=127.0.0.1" }],
      [`localhost:${port}`, { via: "1.1 proxy" }],
      [`localhost:${port}`, { "x-real-ip": "127.0.0.1" }],
    ] as const)
      expect(await session(name, headers)).toMatchObject({ isOpen: false });
    expect(await call("haproxy_list_domains", {})).toMatchObject([{ result: { domains: [] } }]);
    // a token that was given counts, also with less
    expect(await session(`127.0.0.1:${port}`, await server.signIn("read"))).toMatchObject({
      caller: { name: "read" },
      isOpen: false,
    });
  });
});

describe("streams of events", () => {
  /** One that is open. */
  async function openStream({ port, host }: PageServer, headers: Record<string, string>) {
    const outgoing = open({ port, path: "/ui/events", headers: { ...headers, host } }).on("error", () => {});
    outgoing.end();
    const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
    const stream = {
      status: incoming.statusCode,
      hasEnded: false,
      text: "",
      close: () => outgoing.destroy(),
    };
    incoming.setEncoding("utf8").on("data", (chunk) => {
      stream.text += chunk;
    });
    incoming
      .on("error", () => {})
      .on("close", () => {
        stream.hasEnded = true;
      });
    return stream;
  }

  type Stream = Awaited<ReturnType<typeof openStream>>;

  it("take no room from requests, and idle connections make room for them", async () => {
    await using server = await startPageServer({ limits: { requests: 4, connections: 16 } });
    const session = await server.signIn("operate");
    const streams: Stream[] = [];
    for (let count = 0; count < 5; count++) streams.push(await openStream(server, session));

    expect(await server.call("haproxy_list_domains", {}, session)).toMatchObject([{ result: {} }]);
    const idle = Array.from({ length: 20 }, () => createConnection({ port: server.port, host: "127.0.0.1" }));
    await Promise.all(
      idle.map((socket) =>
        once(
          socket.on("error", () => {}),
          "connect",
        ),
      ),
    );
    expect(await server.call("haproxy_list_domains", {}, session)).toMatchObject([{ result: {} }]);
    await until("events", LIMIT_MS, () => streams.every(({ text }) => text.includes("event: domains")));
    expect(streams.map(({ status, hasEnded }) => [status, hasEnded])).toEqual(
      streams.map(() => [200, false]),
    );
    for (const socket of idle) socket.destroy();
  });

  it("are at most 32 of one client", async () => {
    await using server = await startPageServer();
    const session = await server.signIn("read");
    const streams: Stream[] = [];
    for (let count = 0; count < 33; count++) streams.push(await openStream(server, session));
    const other = await openStream(server, { ...session, "x-forwarded-for": "203.0.113.9" });

    expect(streams.map(({ status }) => status)).toEqual([...Array(32).fill(200), 503]);
    expect(other.status).toBe(200);
    streams[0]?.close();
    await until("room", LIMIT_MS, async () => (await openStream(server, session)).status === 200);
  });

  it("end at once when the server stops, and calls get their results", async () => {
    const finish: (() => void)[] = [];
    const tools = [waitingTool((_context, done) => finish.push(done))];
    const server = await startPageServer({ tools });
    const session = await server.signIn("operate");
    const stream = await openStream(server, session);
    await until("events", LIMIT_MS, () => stream.text.includes("event: domains"));
    const result = server.call("haproxy_wait", {}, session);
    await until("the call", LIMIT_MS, () => finish.length === 1);

    const stopped = server[Symbol.asyncDispose]();

    // the call would be cancelled after 4 s only
    await until("the stream has ended", LIMIT_MS, () => stream.hasEnded);
    finish[0]?.();
    expect((await result).at(-1)).toEqual({ result: {}, text: "" });
    await stopped;
  });
});
